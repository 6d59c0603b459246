package io.tombolo.verification;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceEvent;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.evidence.EvidenceSplit;
import io.tombolo.verification.evidence.RecordInLog;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.RememberedReceipts;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Times;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns an evidence file into a verdict, from its bytes and a policy alone. Safe for use by several threads. */
public final class EvidenceVerifier {
    private final Map<String, ReceiptVerifier> receiptVerifiers;
    private final Optional<RememberedHeads> remembered;

    /** @param receiptVerifiers by kind of ledger: what stands before the colon in a ledger's name, as {@code fabric} */
    public EvidenceVerifier(Map<String, ReceiptVerifier> receiptVerifiers) {
        this(receiptVerifiers, Optional.empty());
    }

    private EvidenceVerifier(Map<String, ReceiptVerifier> receiptVerifiers, Optional<RememberedHeads> remembered) {
        this.receiptVerifiers = Map.copyOf(receiptVerifiers);
        this.remembered = remembered;
    }

    /**
     * A verifier for many files, which checks signatures once for all files that share checkpoint and receipts byte for byte. Its
     * verdicts are those of any other. Hand it the same policy object each time: another one is asked about anew.
     *
     * @param heads how many checkpoints with their anchors it keeps, some kB each, those that were asked for last
     */
    public static EvidenceVerifier remembering(Map<String, ReceiptVerifier> receiptVerifiers, int heads) {
        Map<String, ReceiptVerifier> once = new HashMap<>();
        receiptVerifiers.forEach((kind, verifier) -> once.put(kind, new RememberedReceipts(verifier, heads)));
        return new EvidenceVerifier(once, Optional.of(new RememberedHeads(heads)));
    }

    /** A verdict by the verifier's own policy. */
    public Verdict verify(byte[] file, TrustPolicy policy) {
        return verify(file, Optional.of(policy));
    }

    /**
     * A verdict whatever the bytes are.
     *
     * @param policy empty to go by the keys that the evidence names; the verdict then says {@link Trust#SELF_ASSERTED}
     */
    public Verdict verify(byte[] file, Optional<TrustPolicy> policy) {
        Trust trust = policy.isPresent() ? Trust.POLICY : Trust.SELF_ASSERTED;
        Optional<EvidenceSplit> split = remembered.isPresent() ? EvidenceSplit.of(file) : Optional.empty();
        Optional<Verdict.Accepted> known =
                split.flatMap(cut -> head(file, cut, policy).flatMap(head -> underKnownHead(cut, head, trust)));
        if (known.isPresent()) {
            return known.get();
        }
        CheckList checks = new CheckList();
        try {
            Verdict.Accepted a =
                    EvidenceSetFile.isOne(file) ? several(file, policy, checks) : single(file, split, policy, checks);
            return new Verdict.Accepted(a.level(), trust, a.development(), a.subject(), a.times(), checks.all());
        } catch (CheckList.Failed failed) {
            return new Verdict.Refused(failed.refusal(), failed.detail(), trust, checks.all());
        } catch (MalformedException e) {
            String detail = String.valueOf(e.getMessage());
            checks.fail("form", detail, Refusal.MALFORMED);
            return new Verdict.Refused(Refusal.MALFORMED, detail, trust, checks.all());
        }
    }

    private Verdict.Accepted single(
            byte[] file, Optional<EvidenceSplit> split, Optional<TrustPolicy> policy, CheckList checks)
            throws CheckList.Failed {
        Evidence evidence = EvidenceFile.read(file);
        RememberedHeads.Head head = accept(evidence, policy.orElse(evidence.claims()), checks);
        canonical(EvidenceFile.isCanonical(file, evidence), checks);
        // Not before the whole file was accepted, its spelling included.
        split.ifPresent(
                cut -> remembered.ifPresent(heads -> heads.keep(policy, file, cut.sharedFrom(), cut.sharedTo(), head)));
        return accepted(evidence.inLog(), head, Trust.SELF_ASSERTED, checks);
    }

    private Optional<RememberedHeads.Head> head(byte[] file, EvidenceSplit cut, Optional<TrustPolicy> policy) {
        return remembered.flatMap(heads -> heads.find(policy, file, cut.sharedFrom(), cut.sharedTo()));
    }

    /** Empty unless all is well: what is wrong is for the whole way to say. */
    private static Optional<Verdict.Accepted> underKnownHead(
            EvidenceSplit cut, RememberedHeads.Head head, Trust trust) {
        Optional<RecordInLog> own = cut.own().filter(record -> record.origin().equals(head.origin()));
        if (own.isEmpty() || !cut.digestFits()) {
            return Optional.empty();
        }
        RecordInLog record = own.get();
        CheckList checks = new CheckList();
        try {
            record(record.entry(), record.record(), checks);
            checks.addAll(head.opening());
            included(record, head.head(), checks);
            checks.addAll(head.anchoring());
            canonical(true, checks);
            return Optional.of(accepted(record, head, trust, checks));
        } catch (CheckList.Failed failed) {
            return Optional.empty();
        }
    }

    private static Verdict.Accepted accepted(
            RecordInLog record, RememberedHeads.Head head, Trust trust, CheckList checks) {
        return new Verdict.Accepted(
                head.level(),
                trust,
                head.development(),
                Subject.of(
                        record.origin(),
                        record.inclusion().index(),
                        record.record().offset()),
                new Times(record.record().timestamp().map(Instant::ofEpochMilli), Optional.empty(), head.anchoredAt()),
                checks.all());
    }

    private Verdict.Accepted several(byte[] file, Optional<TrustPolicy> policy, CheckList checks)
            throws CheckList.Failed {
        EvidenceSet evidence = EvidenceSetFile.read(file);
        Verdict.Accepted verdict = accept(evidence, policy.orElse(evidence.claims()), checks);
        canonical(EvidenceSetFile.isCanonical(file, evidence), checks);
        return verdict;
    }

    /** Last, so that a file with a changed record is called altered, not malformed. */
    private static void canonical(boolean is, CheckList checks) throws CheckList.Failed {
        checks.check(is, "file", "every byte as its content is written, digest included", Refusal.ALTERED);
    }

    private RememberedHeads.Head accept(Evidence evidence, TrustPolicy policy, CheckList checks)
            throws CheckList.Failed {
        record(evidence.entry(), evidence.record(), checks);
        HeadVerification head = new HeadVerification(
                evidence.origin(), evidence.checkpoint(), evidence.anchors(), policy, receiptVerifiers, checks);
        int before = checks.size();
        HeadVerification.OpenedBy opened = head.open();
        List<Check> opening = checks.from(before);
        included(evidence.inLog(), opened.head(), checks);
        before = checks.size();
        HeadVerification.Anchors anchors = head.anchors(opened);
        return new RememberedHeads.Head(
                evidence.origin(),
                opened.head(),
                anchors.level(policy),
                anchors.development(),
                anchors.earliest(),
                opening,
                checks.from(before));
    }

    private static void included(RecordInLog record, TreeHead head, CheckList checks) throws CheckList.Failed {
        Hash leaf = TreeHasher.sha256().leaf(record.entry().toArray());
        ProofCheck inclusion = record.inclusion().verify(leaf, head);
        checks.check(
                inclusion.holds(),
                "inclusion proof",
                inclusion instanceof ProofCheck.Fails fails
                        ? fails.detail()
                        : "entry at leaf " + record.inclusion().index() + " leads to root " + head.root(),
                Refusal.ALTERED);
    }

    private Verdict.Accepted accept(EvidenceSet evidence, TrustPolicy policy, CheckList checks)
            throws CheckList.Failed {
        List<Long> indices = new ArrayList<>();
        List<Hash> leaves = new ArrayList<>();
        TreeHasher hasher = TreeHasher.sha256();
        long lastOffset = -1;
        for (EvidenceEvent event : evidence.events()) {
            CheckList own = new CheckList();
            Entry entry;
            try {
                entry = record(event.entry(), event.record(), own);
            } catch (CheckList.Failed failed) {
                throw checks.fail("event at leaf " + event.index(), failed.detail(), failed.refusal());
            }
            checks.check(
                    entry.offset() > lastOffset,
                    "order",
                    "offset " + entry.offset() + " at leaf " + event.index() + ", after offset " + lastOffset,
                    Refusal.ALTERED);
            lastOffset = entry.offset();
            indices.add(event.index());
            leaves.add(hasher.leaf(event.entry().toArray()));
        }
        checks.check(
                true,
                "records",
                evidence.events().size() + " records, each what its entry commits to",
                Refusal.ALTERED);
        HeadVerification head = new HeadVerification(
                evidence.origin(), evidence.checkpoint(), evidence.anchors(), policy, receiptVerifiers, checks);
        HeadVerification.OpenedBy opened = head.open();
        ProofCheck inclusion = evidence.proof().verify(indices, leaves, opened.head());
        checks.check(
                inclusion.holds(),
                "inclusion proof",
                inclusion instanceof ProofCheck.Fails fails
                        ? fails.detail()
                        : indices.size() + " entries lead to root "
                                + opened.head().root(),
                Refusal.ALTERED);
        HeadVerification.Anchors anchors = head.anchors(opened);
        return new Verdict.Accepted(
                anchors.level(policy),
                policy.trust(),
                anchors.development(),
                evidence.subject(),
                new Times(Optional.empty(), Optional.empty(), anchors.earliest()),
                checks.all());
    }

    private static Entry record(Bytes bytes, EvidenceRecord record, CheckList checks) throws CheckList.Failed {
        Entry entry;
        try {
            entry = Entry.decode(bytes.toArray());
        } catch (IllegalArgumentException e) {
            throw checks.fail("entry", String.valueOf(e.getMessage()), Refusal.MALFORMED);
        }
        boolean formFits = entry.form() == Commitment.AS_REGISTERED
                || (entry.form() == Commitment.ALL_RAW && !record.hasSchemas());
        checks.check(formFits, "entry", "form " + entry.form() + " of version 1", Refusal.ALTERED);
        Hash commitment = record.commitment(entry.form());
        checks.check(
                commitment.equals(entry.commitment()),
                "commitment",
                "record commits to " + commitment + ", entry holds " + entry.commitment(),
                Refusal.ALTERED);
        checks.check(
                record.offset() == entry.offset(),
                "offset",
                "record " + record.offset() + ", entry " + entry.offset(),
                Refusal.ALTERED);
        long timestamp = record.timestamp().orElse(Entry.NO_TIMESTAMP);
        checks.check(
                timestamp == entry.timestamp(),
                "timestamp",
                "record " + timestamp + ", entry " + entry.timestamp(),
                Refusal.ALTERED);
        return entry;
    }
}
