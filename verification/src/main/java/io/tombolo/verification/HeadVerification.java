package io.tombolo.verification;

import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the records of one evidence file rest on: the owner's checkpoint, and what ledgers say about it. For one verification. */
final class HeadVerification {
    private final String origin;
    private final String checkpoint;
    private final List<EvidenceAnchor> evidenceAnchors;
    private final TrustPolicy policy;
    private final Map<String, ReceiptVerifier> receiptVerifiers;
    private final CheckList checks;

    HeadVerification(
            String origin,
            String checkpoint,
            List<EvidenceAnchor> evidenceAnchors,
            TrustPolicy policy,
            Map<String, ReceiptVerifier> receiptVerifiers,
            CheckList checks) {
        this.origin = origin;
        this.checkpoint = checkpoint;
        this.evidenceAnchors = evidenceAnchors;
        this.policy = policy;
        this.receiptVerifiers = receiptVerifiers;
        this.checks = checks;
    }

    /**
     * A head that its owner signed.
     *
     * @param key the one of the owner's keys that did
     */
    record OpenedBy(Checkpoint checkpoint, LogKey key) {
        TreeHead head() {
            return checkpoint.head();
        }
    }

    /** The checkpoint, when one of the owner's keys signed it. */
    OpenedBy open() throws CheckList.Failed {
        SignedNote note = SignedNote.parse(checkpoint);
        // A second signature by a key that nobody knows would be bytes that nothing binds.
        checks.check(
                note.signatures().size() == 1 && note.format().equals(checkpoint),
                "checkpoint form",
                note.signatures().size() + " signature, must be 1",
                Refusal.MALFORMED);
        List<LogKey> keys = policy.keysFor(origin);
        checks.check(
                !keys.isEmpty(),
                "log key",
                keys.size() + " keys known for " + LogKey.organisation(origin),
                Refusal.NOT_TRUSTED);
        CheckpointCheck.Refused last = null;
        for (LogKey key : keys) {
            CheckpointCheck check = Checkpoint.open(note, origin, List.of(key.verifier(origin)));
            if (check instanceof CheckpointCheck.Opened opened) {
                TreeHead head = opened.checkpoint().head();
                checks.check(
                        true,
                        "checkpoint",
                        "size " + head.size() + ", root " + head.root() + " signed by "
                                + key.verifier(origin).vkey(),
                        Refusal.NOT_TRUSTED);
                return new OpenedBy(opened.checkpoint(), key);
            }
            if (last == null || last.reason() == CheckpointCheck.Reason.NOT_SIGNED) {
                last = (CheckpointCheck.Refused) check;
            }
        }
        throw checks.fail(
                "checkpoint",
                last == null ? "no key" : last.detail(),
                last == null ? Refusal.NOT_TRUSTED : refusal(last.reason()));
    }

    /** What ledgers say about that head. */
    Anchors anchors(OpenedBy opened) throws CheckList.Failed {
        Anchors anchors = new Anchors();
        for (EvidenceAnchor anchor : evidenceAnchors) {
            Optional<LedgerTrust> ledger = policy.ledger(anchor.ledger());
            if (ledger.isPresent()) {
                anchors.add(anchor.ledger(), anchor(anchor, ledger.get(), opened.head(), opened.key()));
            }
        }
        checks.check(
                evidenceAnchors.isEmpty() || !anchors.ledgers.isEmpty(),
                "ledgers",
                anchors.ledgers.size() + " of " + evidenceAnchors.size()
                        + " anchors are on ledgers that the policy names",
                Refusal.NOT_TRUSTED);
        if (anchors.ledgers.isEmpty()) {
            checks.check(
                    opened.key().until().isEmpty(),
                    "log key",
                    "a key with an end of validity counts only with an anchor's time",
                    Refusal.NOT_TRUSTED);
        }
        return anchors;
    }

    private ReceiptCheck.Vouched anchor(EvidenceAnchor anchor, LedgerTrust ledger, TreeHead head, LogKey key)
            throws CheckList.Failed {
        int colon = ledger.name().indexOf(':');
        ReceiptVerifier verifier =
                receiptVerifiers.get(colon < 0 ? ledger.name() : ledger.name().substring(0, colon));
        if (verifier == null) {
            throw checks.fail("receipt", "no way to read receipts of " + ledger.name(), Refusal.NOT_TRUSTED);
        }
        ReceiptCheck receipt = verifier.check(anchor.receipt().toArray(), ledger);
        checks.addAll(receipt.checks());
        if (!(receipt instanceof ReceiptCheck.Vouched vouched)) {
            String why = receipt.checks().isEmpty()
                    ? ledger.name()
                    : receipt.checks().get(receipt.checks().size() - 1).name() + ": "
                            + receipt.checks().get(receipt.checks().size() - 1).compared();
            throw new CheckList.Failed(refusal(receipt), "receipt of " + ledger.name() + ": " + why);
        }
        AnchoredFact fact = vouched.fact();
        checks.check(
                fact.origin().equals(origin),
                "anchored log",
                fact.origin() + ", evidence is about " + origin,
                Refusal.ALTERED);
        boolean sameSize = fact.size() == head.size();
        checks.check(
                !sameSize || fact.root().equals(head.root()),
                "anchored root",
                "size " + fact.size() + ": ledger " + fact.root() + ", checkpoint " + head.root(),
                sameSize ? Refusal.FORKED : Refusal.ALTERED);
        ProofCheck growth = anchor.growth().verify(head, new TreeHead(fact.size(), fact.root()));
        checks.check(
                growth.holds(),
                "consistency proof",
                growth instanceof ProofCheck.Fails fails
                        ? fails.detail()
                        : "from size " + head.size() + " to " + fact.size(),
                Refusal.ALTERED);
        checks.check(
                key.isValidAt(fact.anchoredAt()),
                "log key validity",
                "anchored " + fact.anchoredAt() + ", key valid from "
                        + key.from().map(Instant::toString).orElse("ever") + " until "
                        + key.until().map(Instant::toString).orElse("ever"),
                Refusal.NOT_TRUSTED);
        checks.check(
                policy.oldestAnchor()
                        .map(oldest -> !fact.anchoredAt().isBefore(oldest))
                        .orElse(true),
                "anchor age",
                "anchored " + fact.anchoredAt() + ", oldest acceptable "
                        + policy.oldestAnchor().map(Instant::toString).orElse("any"),
                Refusal.NOT_TRUSTED);
        return vouched;
    }

    /** What the anchors that count come to. */
    static final class Anchors {
        private final Set<String> ledgers = new HashSet<>();
        private Optional<Instant> earliest = Optional.empty();
        private boolean development;

        boolean development() {
            return development;
        }

        /** The earliest time that a ledger vouches for. */
        Optional<Instant> earliest() {
            return earliest;
        }

        private void add(String ledger, ReceiptCheck.Vouched vouched) {
            ledgers.add(ledger);
            Instant time = vouched.fact().anchoredAt();
            earliest = earliest.filter(known -> known.isBefore(time)).or(() -> Optional.of(time));
            development |= vouched.development();
        }

        Level level(TrustPolicy policy) {
            if (ledgers.isEmpty()) {
                return Level.SEALED;
            }
            return ledgers.size() >= policy.crossAnchoredLedgers() ? Level.CROSS_ANCHORED : Level.ANCHORED;
        }
    }

    private static Refusal refusal(CheckpointCheck.Reason reason) {
        return switch (reason) {
            case MALFORMED -> Refusal.MALFORMED;
            case NOT_SIGNED -> Refusal.NOT_TRUSTED;
            case FALSELY_SIGNED, OTHER_ORIGIN -> Refusal.ALTERED;
        };
    }

    private static Refusal refusal(ReceiptCheck check) {
        if (check instanceof ReceiptCheck.Unreadable) {
            return Refusal.MALFORMED;
        }
        return check instanceof ReceiptCheck.Altered ? Refusal.ALTERED : Refusal.NOT_TRUSTED;
    }
}
