package io.tombolo.verification;

import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.evidence.EvidenceSplit;
import io.tombolo.verification.evidence.RecordInLog;
import io.tombolo.verification.head.OwnerKeys;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.RememberedReceipts;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Times;
import io.tombolo.verification.verdict.Verdict;
import io.tombolo.verification.verdict.VerifiedRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A verifier for many files, which checks signatures once for all files that share checkpoint and receipts byte for byte. Its verdicts
 * are those of {@link EvidenceVerifier}, which gives all of them but the ones under a head that is remembered. Hand it the same policy
 * object each time: for another one everything is checked again. Safe for use by several threads.
 */
public final class RememberingVerifier {
    private final EvidenceVerifier verifier;
    private final Map<String, ReceiptVerifier> receiptVerifiers;
    private final RememberedHeads remembered;

    /**
     * Nothing is remembered yet.
     *
     * @param receiptVerifiers by kind of ledger, as {@code fabric}
     * @param heads how many checkpoints with their anchors it keeps, some kB each, those that were asked for last
     */
    public RememberingVerifier(Map<String, ReceiptVerifier> receiptVerifiers, int heads) {
        Map<String, ReceiptVerifier> once = new HashMap<>();
        receiptVerifiers.forEach((kind, reader) -> once.put(kind, new RememberedReceipts(reader, heads)));
        this.receiptVerifiers = Map.copyOf(once);
        this.verifier = new EvidenceVerifier(once);
        this.remembered = new RememberedHeads(heads);
    }

    /** As {@link EvidenceVerifier#verify}. */
    public Verdict verify(byte[] file, TrustPolicy policy) {
        Optional<EvidenceSplit> split = EvidenceSplit.of(file);
        Optional<Verdict> known = split.flatMap(cut -> remembered
                .find(policy, file, cut.sharedFrom(), cut.sharedTo())
                .flatMap(head -> underKnownHead(cut, head)));
        if (known.isPresent()) {
            return known.get();
        }
        Verdict verdict = verifier.verify(file, policy);
        // Not before the whole file was accepted, its spelling included.
        if (verdict.isAccepted() && !EvidenceSetFile.isOne(file)) {
            split.ifPresent(cut -> remember(file, cut, policy));
        }
        return verdict;
    }

    private void remember(byte[] file, EvidenceSplit cut, TrustPolicy policy) {
        Evidence evidence = EvidenceFile.read(file);
        CheckList checks = new CheckList();
        try {
            HeadVerification head = new HeadVerification(evidence.origin(), policy, receiptVerifiers, checks);
            OwnerKeys.Opened.Signed signed = head.open(evidence.checkpoint());
            List<Check> opening = checks.all();
            HeadVerification.Anchors anchors = head.anchors(signed, evidence.anchors());
            remembered.keep(
                    policy,
                    file,
                    cut.sharedFrom(),
                    cut.sharedTo(),
                    new RememberedHeads.Head(
                            evidence.origin(),
                            signed.checkpoint().head(),
                            anchors.level(policy),
                            anchors.development(),
                            anchors.earliest(),
                            opening,
                            checks.from(opening.size())));
        } catch (CheckList.Failed failed) {
            throw new IllegalStateException("a head of an accepted file is refused: " + failed.detail(), failed);
        }
    }

    /** Empty unless all is well: what is wrong is for the whole way to say. */
    private static Optional<Verdict> underKnownHead(EvidenceSplit cut, RememberedHeads.Head head) {
        Optional<RecordInLog> own = cut.own().filter(record -> record.origin().equals(head.origin()));
        if (own.isEmpty() || !cut.digestFits()) {
            return Optional.empty();
        }
        RecordInLog record = own.get();
        CheckList checks = new CheckList();
        try {
            RecordCheck.record(record.entry(), record.record(), checks);
            checks.addAll(head.opening());
            RecordCheck.included(record, head.head(), checks);
            checks.addAll(head.anchoring());
            EvidenceVerifier.canonical(true, checks);
        } catch (CheckList.Failed failed) {
            return Optional.empty();
        }
        VerifiedRecord verified = record.record().at(record.inclusion().index());
        Subject subject = Subject.of(record.origin(), verified.index(), verified.offset());
        Times times = new Times(verified.timestamp(), Optional.empty(), head.anchoredAt());
        return Optional.of(new Verdict.Accepted(
                head.level(), head.development(), subject, times, List.of(verified), checks.all()));
    }
}
