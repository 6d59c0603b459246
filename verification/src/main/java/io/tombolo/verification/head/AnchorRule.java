package io.tombolo.verification.head;

import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.verification.head.AnchorCheck.Why;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides whether an anchor counts: for evidence, for a consumer, for an audit and for the read side. There is no other place where
 * that is decided. Immutable.
 */
public final class AnchorRule {
    private final TrustPolicy policy;
    private final Map<String, ReceiptVerifier> receiptVerifiers;

    /** @param receiptVerifiers by kind of ledger: what precedes the colon in a ledger's name, as {@code fabric} */
    public AnchorRule(TrustPolicy policy, Map<String, ReceiptVerifier> receiptVerifiers) {
        this.policy = policy;
        this.receiptVerifiers = Map.copyOf(receiptVerifiers);
    }

    /**
     * What an anchor is worth; an answer whatever the bytes are.
     *
     * @param signed the owner's checkpoint that the anchor is about
     * @param ledgerName the ledger's name as given with the anchor
     * @param growth from the checkpoint to the anchored head; no hashes when they are the same
     * @param receipt the ledger's; empty when there is none
     */
    public AnchorCheck check(
            OwnerKeys.Opened.Signed signed, String ledgerName, ConsistencyProof growth, Optional<Bytes> receipt) {
        Optional<AnchorTrust> ledger = policy.ledger(ledgerName);
        if (ledger.isEmpty()) {
            return ignored(Why.OTHER_LEDGER, "the policy does not name ledger " + ledgerName, List.of());
        }
        String kind = ledgerName.split(":", 2)[0];
        ReceiptVerifier verifier = receiptVerifiers.get(kind);
        if (verifier == null || !ledger.get().isRead(kind)) {
            return ignored(Why.NO_READER, "no receipts of " + ledgerName + " can be read here", List.of());
        }
        if (receipt.isEmpty()) {
            return ignored(Why.NO_RECEIPT, "no receipt of " + ledgerName, List.of());
        }
        ReceiptCheck check = read(verifier, receipt.get(), ledger.get());
        return check instanceof ReceiptCheck.Vouched vouched
                ? weigh(vouched, ledgerName, signed, growth)
                : refused(check, ledgerName);
    }

    /** Receipts are bytes by strangers: whatever they do to a reader is an answer about them, and never ends a comparison. */
    private static ReceiptCheck read(ReceiptVerifier verifier, Bytes receipt, AnchorTrust ledger) {
        try {
            return verifier.check(receipt.toArray(), ledger);
        } catch (RuntimeException | StackOverflowError e) {
            return new ReceiptCheck.Unreadable(List.of(Check.failed("receipt form", "its reader failed: " + e)));
        }
    }

    private AnchorCheck weigh(
            ReceiptCheck.Vouched vouched, String ledger, OwnerKeys.Opened.Signed signed, ConsistencyProof growth) {
        List<Check> checks = new ArrayList<>(vouched.checks());
        AnchoredFact fact = vouched.fact();
        String origin = signed.checkpoint().origin();
        TreeHead head = signed.checkpoint().head();
        TreeHead anchored = new TreeHead(fact.size(), fact.root());
        boolean sameSize = anchored.size() == head.size();
        ProofCheck grown = growth.verify(head, anchored);
        if (!note(
                checks,
                "anchored log",
                fact.origin().equals(origin),
                fact.origin() + ", evidence is about " + origin)) {
            return refused(Refusal.ALTERED, ledger, checks);
        }
        if (!note(
                checks,
                "anchored root",
                !sameSize || anchored.root().equals(head.root()),
                "size " + fact.size() + ": ledger " + fact.root() + ", checkpoint " + head.root())) {
            return refused(Refusal.FORKED, ledger, checks);
        }
        if (!note(
                checks,
                "consistency proof",
                grown.holds(),
                grown instanceof ProofCheck.Fails fails
                        ? fails.detail()
                        : "from size " + head.size() + " to " + fact.size())) {
            return refused(Refusal.ALTERED, ledger, checks);
        }
        Instant at = fact.anchoredAt();
        String ranges = signed.by().stream().map(AnchorRule::range).collect(Collectors.joining(", "));
        if (signed.by().stream().noneMatch(key -> key.isValidAt(at))) {
            return ignored(Why.KEY_NOT_VALID_THEN, "anchored " + at + ", key valid " + ranges, checks);
        }
        checks.add(Check.passed("log key validity", "anchored " + at + ", key valid " + ranges));
        if (policy.oldestAnchor().filter(at::isBefore).isPresent()) {
            return ignored(Why.TOO_OLD, "anchored " + at + ", oldest that counts " + oldest(), checks);
        }
        checks.add(Check.passed("anchor age", "anchored " + at + ", oldest that counts " + oldest()));
        Optional<Instant> retired = policy.retiredAt(ledger);
        if (retired.isPresent() && !at.isBefore(retired.get())) {
            return ignored(
                    Why.RETIRED, "anchored " + at + ", " + ledger + " is retired since " + retired.get(), checks);
        }
        return new AnchorCheck.Counts(ledger, fact, vouched.development(), checks);
    }

    private String oldest() {
        return policy.oldestAnchor().map(Instant::toString).orElse("any");
    }

    private static String range(LogKey key) {
        return "from " + key.from().map(Instant::toString).orElse("ever") + " until "
                + key.until().map(Instant::toString).orElse("ever");
    }

    private static boolean note(List<Check> checks, String name, boolean passed, String compared) {
        checks.add(new Check(name, passed, compared));
        return passed;
    }

    private static AnchorCheck ignored(Why why, String detail, List<Check> checks) {
        List<Check> all = new ArrayList<>(checks);
        // Not a failure: whether others remain is what the level depends on.
        all.add(Check.passed("anchor ignored", detail));
        return new AnchorCheck.Ignored(why, detail, all);
    }

    private static AnchorCheck refused(ReceiptCheck check, String ledger) {
        if (check instanceof ReceiptCheck.Unreadable) {
            return refused(Refusal.MALFORMED, "receipt of " + ledger, check.checks());
        }
        return refused(
                check instanceof ReceiptCheck.Altered ? Refusal.ALTERED : Refusal.NOT_TRUSTED,
                "receipt of " + ledger,
                check.checks());
    }

    private static AnchorCheck refused(Refusal refusal, String what, List<Check> checks) {
        List<Check> all = checks.isEmpty() ? List.of(Check.failed("receipt", "refused")) : checks;
        Check last = all.get(all.size() - 1);
        return new AnchorCheck.Refused(refusal, what + ": " + last.name() + ": " + last.compared(), all);
    }
}
