package io.tombolo.verification;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.head.AnchorCheck;
import io.tombolo.verification.head.AnchorRule;
import io.tombolo.verification.head.OwnerKeys;
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
    private final TrustPolicy policy;
    private final AnchorRule rule;
    private final CheckList checks;

    HeadVerification(
            String origin, TrustPolicy policy, Map<String, ReceiptVerifier> receiptVerifiers, CheckList checks) {
        this.origin = origin;
        this.policy = policy;
        this.rule = new AnchorRule(policy, receiptVerifiers);
        this.checks = checks;
    }

    /** The checkpoint, when one of the owner's keys signed it. */
    OwnerKeys.Opened.Signed open(String checkpoint) throws CheckList.Failed {
        // A second signature by a key that nobody knows would be bytes that nothing binds.
        checks.check(
                isOneSignature(checkpoint), "checkpoint form", "a signed note with one signature", Refusal.MALFORMED);
        List<LogKey> keys = policy.keysFor(origin);
        OwnerKeys.Opened opened = new OwnerKeys(origin, keys).open(checkpoint);
        checks.check(
                !keys.isEmpty(),
                "log key",
                keys.size() + " keys known for " + LogKey.organisation(origin),
                Refusal.NOT_TRUSTED);
        if (!(opened instanceof OwnerKeys.Opened.Signed signed)) {
            OwnerKeys.Opened.Refused refused = (OwnerKeys.Opened.Refused) opened;
            throw checks.fail("checkpoint", refused.detail(), refused.refusal());
        }
        checks.check(
                true,
                "checkpoint",
                "size " + signed.checkpoint().size() + ", root "
                        + signed.checkpoint().root() + " signed by "
                        + signed.by().get(0).verifier(origin).vkey(),
                Refusal.NOT_TRUSTED);
        return signed;
    }

    private static boolean isOneSignature(String checkpoint) {
        try {
            SignedNote note = SignedNote.parse(checkpoint);
            return note.signatures().size() == 1 && note.format().equals(checkpoint);
        } catch (MalformedException e) {
            return false;
        }
    }

    /** What ledgers say about that head: one false anchor refuses all of the evidence, and so does it if none counts. */
    Anchors anchors(OwnerKeys.Opened.Signed signed, List<EvidenceAnchor> shown) throws CheckList.Failed {
        Anchors anchors = new Anchors();
        String last = "none is shown";
        for (EvidenceAnchor anchor : shown) {
            AnchorCheck check = rule.check(signed, anchor.ledger(), anchor.growth(), Optional.of(anchor.receipt()));
            checks.addAll(check.checks());
            if (check instanceof AnchorCheck.Refused refused) {
                throw new CheckList.Failed(refused.refusal(), refused.detail());
            } else if (check instanceof AnchorCheck.Ignored ignored) {
                last = ignored.detail();
            } else {
                anchors.add((AnchorCheck.Counts) check);
            }
        }
        checks.check(
                shown.isEmpty() || !anchors.ledgers.isEmpty(),
                "anchors",
                anchors.ledgers.size() + " of " + shown.size() + " count"
                        + (anchors.ledgers.isEmpty() ? ": " + last : ""),
                Refusal.NOT_TRUSTED);
        if (anchors.ledgers.isEmpty()) {
            checks.check(
                    signed.countsUnanchored(),
                    "log key",
                    "a key with an end of validity counts only with an anchor's time",
                    Refusal.NOT_TRUSTED);
        }
        return anchors;
    }

    /** The result of the anchors that count. */
    static final class Anchors {
        private final Set<String> ledgers = new HashSet<>();
        private Optional<Instant> earliest = Optional.empty();
        private boolean development;

        boolean development() {
            return development;
        }

        /** The earliest time that a ledger confirms. */
        Optional<Instant> earliest() {
            return earliest;
        }

        private void add(AnchorCheck.Counts anchor) {
            ledgers.add(anchor.ledger());
            Instant time = anchor.fact().anchoredAt();
            earliest = earliest.filter(known -> known.isBefore(time)).or(() -> Optional.of(time));
            development |= anchor.development();
        }

        Level level(TrustPolicy policy) {
            return policy.level(ledgers);
        }
    }
}
