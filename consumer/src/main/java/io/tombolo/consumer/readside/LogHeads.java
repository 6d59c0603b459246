package io.tombolo.consumer.readside;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.tile.EntryBundle;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.merkle.tile.TileSource;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.stream.ExpectedHead;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.stream.LogEntries;
import io.tombolo.verification.stream.LogUnavailableException;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The signed heads of one log, read page by page and checked against a policy: the owner's signature, and the ledgers' receipts.
 * What does not hold is a finding, and never a head. For one thread at a time.
 */
public final class LogHeads {
    private static final int PAGE = 500;

    /** A distance for whoever watches while it reads: a signature takes as long as a thousand hashes. */
    public static final long CATCHING_UP = 16_384;

    private final ProvenanceClient readSide;
    private final String origin;
    private final TrustPolicy policy;
    private final Map<String, ReceiptVerifier> receipts;
    private final CheckpointKeys keys;
    private final long apart;
    private final Map<String, Long> anchoredOn = new HashMap<>();
    private long nextCheckpoint = 1;
    private long openedUpTo;
    private final Map<String, Long> nextAnchor = new HashMap<>();
    private boolean development;

    /** @param receipts by kind of ledger, as {@code fabric} */
    public LogHeads(
            ProvenanceClient readSide, String origin, TrustPolicy policy, Map<String, ReceiptVerifier> receipts) {
        this(readSide, origin, policy, receipts, 0);
    }

    /**
     * The heads of one log, of which no more are opened than are needed.
     *
     * @param receipts by kind of ledger, as {@code fabric}
     * @param apart how many leaves may lie between two checkpoints that are opened, where one page of the list holds more of them:
     *     whoever catches up is told no more by those between
     */
    public LogHeads(
            ProvenanceClient readSide,
            String origin,
            TrustPolicy policy,
            Map<String, ReceiptVerifier> receipts,
            long apart) {
        this.readSide = readSide;
        this.apart = apart;
        this.origin = origin;
        this.policy = policy;
        this.receipts = Map.copyOf(receipts);
        this.keys = new CheckpointKeys(origin, policy.keysFor(origin));
    }

    public String origin() {
        return origin;
    }

    /** Whether a receipt that counted comes from a development ledger. */
    public boolean isDevelopment() {
        return development;
    }

    /** Up to which size each ledger's receipts vouch for the log. */
    public Map<String, Long> anchoredOn() {
        return Map.copyOf(anchoredOn);
    }

    /** Leaves out the heads up to a size from now on: whoever starts in the middle has no use for them. */
    public void skipTo(long size) {
        nextCheckpoint = Math.max(nextCheckpoint, size + 1);
        openedUpTo = Math.max(openedUpTo, size);
        policy.ledgers().forEach(ledger -> nextAnchor.merge(ledger.name(), size + 1, Math::max));
    }

    /** The newest head that the owner signed; empty when nothing is sealed, or when what is shown is refused. */
    public Optional<TreeHead> newest(Consumer<Finding> refused) {
        return readSide.checkpoint(origin)
                .flatMap(note -> open(note, "newest checkpoint", refused))
                .filter(head -> head.size() > 0);
    }

    /** The log at a head, each tile checked up to its root. */
    public TileReader at(TreeHead head) {
        return new TileReader(readSide.tiles(origin), head);
    }

    /**
     * The heads that are new since the last call, checkpoints before anchors, each kind in the order of sizes. Of checkpoints that
     * come by the hundred, every so many are opened. What was handed out when the read side fell silent is not handed out again.
     */
    public void next(Consumer<SignedHead> heads, Consumer<Finding> refused) {
        for (List<ListedCheckpoint> page = checkpoints(); !page.isEmpty(); page = checkpoints()) {
            for (int i = 0; i < page.size(); i++) {
                ListedCheckpoint listed = page.get(i);
                if (i == page.size() - 1 || page.get(i + 1).size() - openedUpTo > apart) {
                    checkpoint(listed, refused).ifPresent(heads);
                    openedUpTo = listed.size();
                }
                nextCheckpoint = Math.max(nextCheckpoint, listed.size() + 1);
            }
        }
        for (LedgerTrust ledger : policy.ledgers()) {
            for (List<ListedAnchor> page = anchors(ledger); !page.isEmpty(); page = anchors(ledger)) {
                for (ListedAnchor listed : page) {
                    anchor(listed, ledger, refused).ifPresent(heads);
                    nextAnchor.merge(ledger.name(), listed.size() + 1, Math::max);
                }
            }
        }
    }

    /** The log's own entries, from its entry bundles; unchecked, as every log view is. */
    public LogEntries entries() {
        TileSource tiles = readSide.tiles(origin);
        return (from, to) -> {
            byte[] out = new byte[Math.multiplyExact(Math.toIntExact(to - from), Entry.LENGTH)];
            for (long bundle = from / TilePath.FULL; bundle * TilePath.FULL < to; bundle++) {
                copy(bundle(tiles, bundle, to), bundle * TilePath.FULL, from, to, out);
            }
            return out;
        };
    }

    private EntryBundle bundle(TileSource tiles, long index, long size) {
        int width = (int) Math.min(TilePath.FULL, size - index * TilePath.FULL);
        TilePath path = TilePath.entries(index, width);
        try {
            return EntryBundle.decode(tiles.read(path)
                    .or(() -> tiles.read(path.asFull()))
                    .orElseThrow(() -> new LogUnavailableException(origin + ": the read side has no " + path)));
        } catch (MalformedException e) {
            throw new LogUnavailableException(origin + ": " + path + ": " + e.getMessage(), e);
        }
    }

    private void copy(EntryBundle bundle, long first, long from, long to, byte[] out) {
        for (long leaf = Math.max(first, from); leaf < Math.min(first + TilePath.FULL, to); leaf++) {
            int i = (int) (leaf - first);
            if (i >= bundle.size() || bundle.length(i) != Entry.LENGTH) {
                throw new LogUnavailableException(
                        origin + ": leaf " + leaf + " is no entry of " + Entry.LENGTH + " bytes");
            }
            System.arraycopy(bundle.entry(i), 0, out, (int) (leaf - from) * Entry.LENGTH, Entry.LENGTH);
        }
    }

    private List<ListedCheckpoint> checkpoints() {
        return readSide.checkpoints(origin, nextCheckpoint, PAGE).stream()
                .filter(listed -> listed.size() >= nextCheckpoint)
                .toList();
    }

    private List<ListedAnchor> anchors(LedgerTrust ledger) {
        long from = nextAnchor.getOrDefault(ledger.name(), 1L);
        return readSide.anchors(origin, ledger.name(), from, PAGE).stream()
                .filter(listed -> listed.ledger().equals(ledger.name()) && listed.size() >= from)
                .toList();
    }

    private Optional<SignedHead> checkpoint(ListedCheckpoint listed, Consumer<Finding> refused) {
        return open(listed.note(), "checkpoint of size " + listed.size(), refused)
                .filter(head -> head.size() > 0)
                .map(head -> new SignedHead(
                        new ExpectedHead(head.size(), head.root(), listed.lastOffset(), Level.SEALED),
                        Optional.empty()));
    }

    private Optional<SignedHead> anchor(ListedAnchor listed, LedgerTrust ledger, Consumer<Finding> refused) {
        String what = "anchor of size " + listed.size() + " on " + ledger.name();
        ReceiptVerifier verifier = receipts.get(ledger.name().split(":", 2)[0]);
        if (verifier == null || listed.receipt().isEmpty()) {
            return Optional.empty();
        }
        ReceiptCheck check = verifier.check(listed.receipt().map(Bytes::toArray).orElseThrow(), ledger);
        if (!(check instanceof ReceiptCheck.Vouched vouched)) {
            refused.accept(finding(refusal(check), what + ": " + last(check.checks())));
            return Optional.empty();
        }
        AnchoredFact fact = vouched.fact();
        if (!fact.origin().equals(origin)) {
            refused.accept(finding(Refusal.ALTERED, what + ": its receipt is about " + fact.origin()));
            return Optional.empty();
        }
        if (!keys.countsAnchor(listed.note(), fact) || isTooOld(fact)) {
            return Optional.empty();
        }
        development |= vouched.development();
        anchoredOn.merge(ledger.name(), fact.size(), Math::max);
        return Optional.of(new SignedHead(
                new ExpectedHead(fact.size(), fact.root(), ExpectedHead.UNKNOWN_OFFSET, Level.ANCHORED),
                Optional.of(ledger.name())));
    }

    private boolean isTooOld(AnchoredFact fact) {
        return policy.oldestAnchor()
                .map(oldest -> fact.anchoredAt().isBefore(oldest))
                .orElse(false);
    }

    private Optional<TreeHead> open(String note, String what, Consumer<Finding> refused) {
        if (!keys.areAny()) {
            refused.accept(
                    finding(Refusal.NOT_TRUSTED, what + ": the policy has no key of " + LogKey.organisation(origin)));
            return Optional.empty();
        }
        CheckpointCheck check = keys.open(note);
        if (check instanceof CheckpointCheck.Opened opened) {
            return Optional.of(opened.checkpoint().head());
        }
        if (keys.isByLimitedKey(note)) {
            return Optional.empty(); // It may count once there is an anchor's time for it.
        }
        CheckpointCheck.Refused no = (CheckpointCheck.Refused) check;
        Refusal refusal = switch (no.reason()) {
            case MALFORMED -> Refusal.MALFORMED;
            case NOT_SIGNED -> Refusal.NOT_TRUSTED;
            case FALSELY_SIGNED, OTHER_ORIGIN -> Refusal.ALTERED;
        };
        refused.accept(finding(refusal, what + ": " + no.detail()));
        return Optional.empty();
    }

    private Finding finding(Refusal refusal, String detail) {
        return new Finding(refusal, origin, Finding.NONE, Finding.NONE, detail);
    }

    private static Refusal refusal(ReceiptCheck check) {
        if (check instanceof ReceiptCheck.Unreadable) {
            return Refusal.MALFORMED;
        }
        return check instanceof ReceiptCheck.Altered ? Refusal.ALTERED : Refusal.NOT_TRUSTED;
    }

    private static String last(List<Check> checks) {
        if (checks.isEmpty()) {
            return "refused";
        }
        Check check = checks.get(checks.size() - 1);
        return check.name() + ": " + check.compared();
    }
}
