package io.tombolo.consumer.readside;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.tile.EntryBundle;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.merkle.tile.TileSource;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.head.AnchorCheck;
import io.tombolo.verification.head.AnchorRule;
import io.tombolo.verification.head.OwnerKeys;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.stream.ExpectedHead;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.stream.LogEntries;
import io.tombolo.verification.stream.LogUnavailableException;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.util.EnumMap;
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

    /** Ten million heads at once: more than a server could list honestly before memory runs out. */
    private static final int MOST_PAGES = 20_000;

    /** A server fills its pages; only where a log grows meanwhile, more than the last one falls short. */
    private static final int MOST_SHORT_PAGES = 16;

    private static final int MOST_ENTRIES = Integer.MAX_VALUE / Entry.LENGTH;
    private static final ConsistencyProof SAME_HEAD = new ConsistencyProof(List.of());

    /** A distance for a consumer that verifies while it reads: a signature takes as long as a thousand hashes. */
    public static final long CATCHING_UP = 16_384;

    private final ProvenanceClient readSide;
    private final String origin;
    private final TrustPolicy policy;
    private final AnchorRule rule;
    private final OwnerKeys keys;
    private final Map<String, String> consortia = new HashMap<>();
    private final long apart;
    private final int mostPages;
    private final Map<String, Long> anchoredOn = new HashMap<>();
    private long nextCheckpoint = 1;
    private long openedUpTo;
    private final Map<String, Long> nextAnchor = new HashMap<>();
    private final Map<AnchorCheck.Why, IgnoredAnchors> ignored = new EnumMap<>(AnchorCheck.Why.class);
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
     *     a consumer that catches up learns no more from those between
     */
    public LogHeads(
            ProvenanceClient readSide,
            String origin,
            TrustPolicy policy,
            Map<String, ReceiptVerifier> receipts,
            long apart) {
        this(readSide, origin, policy, receipts, apart, MOST_PAGES);
    }

    LogHeads(
            ProvenanceClient readSide,
            String origin,
            TrustPolicy policy,
            Map<String, ReceiptVerifier> receipts,
            long apart,
            int mostPages) {
        this.readSide = readSide;
        this.apart = apart;
        this.mostPages = mostPages;
        this.origin = origin;
        this.policy = policy;
        this.rule = new AnchorRule(policy, receipts);
        this.keys = new OwnerKeys(origin, policy.keysFor(origin));
        policy.ledgers().forEach(ledger -> consortia.put(ledger.name(), policy.consortium(ledger.name())));
    }

    public String origin() {
        return origin;
    }

    /** Whether a receipt that counted comes from a development ledger. */
    public boolean isDevelopment() {
        return development;
    }

    /** The anchors that the policy gives no weight, by reason: how many there were, and the first of them. */
    public Map<AnchorCheck.Why, IgnoredAnchors> ignored() {
        return Map.copyOf(ignored);
    }

    /** Up to which size receipts confirm the log; ledgers that are not independent count as one, by the name of the first. */
    public Map<String, Long> anchoredOn() {
        return Map.copyOf(anchoredOn);
    }

    /** Leaves out the heads up to a size from now on: a consumer that starts in the middle has no use for them. */
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
     * come by the hundred, every so many are opened. What was given out when the read side fell silent is not given out again.
     *
     * @throws ReadSideException also where the read side's list does not end: at 20,000 pages of 500, or at 17 that are not full. What
     *     it listed before was given out, and the next call continues behind it
     */
    public void next(Consumer<SignedHead> heads, Consumer<Finding> refused) {
        Pages pages = new Pages("checkpoints");
        for (List<ListedCheckpoint> page = checkpoints(); pages.goOn(page.size()); page = checkpoints()) {
            for (int i = 0; i < page.size(); i++) {
                ListedCheckpoint listed = page.get(i);
                if (i == page.size() - 1 || page.get(i + 1).size() - openedUpTo > apart) {
                    checkpoint(listed, refused).ifPresent(heads);
                    openedUpTo = listed.size();
                }
                nextCheckpoint = Math.max(nextCheckpoint, listed.size() + 1);
            }
        }
        for (AnchorTrust ledger : policy.ledgers()) {
            Pages listed = new Pages("anchors on " + ledger.name());
            for (List<ListedAnchor> page = anchors(ledger); listed.goOn(page.size()); page = anchors(ledger)) {
                for (ListedAnchor one : page) {
                    anchor(one, ledger, refused).ifPresent(heads);
                    nextAnchor.merge(ledger.name(), one.size() + 1, Math::max);
                }
            }
        }
    }

    /** Whether a list ends, as the lists of a server do that means well. */
    private final class Pages {
        private final String what;
        private int all;
        private int shortOnes;

        Pages(String what) {
            this.what = what;
        }

        boolean goOn(int lines) {
            all++;
            shortOnes += lines < PAGE ? 1 : 0;
            String list = readSide.base() + ": the list of " + origin + "'s " + what + " does not end: ";
            if (lines > 0 && all > mostPages) {
                throw new ReadSideException(list + all + " pages at once, limit " + mostPages);
            }
            if (lines > 0 && shortOnes > MOST_SHORT_PAGES) {
                throw new ReadSideException(list + shortOnes + " pages of fewer than " + PAGE + " lines at once, limit "
                        + MOST_SHORT_PAGES);
            }
            return lines > 0;
        }
    }

    /** The log's own entries, from its entry bundles; unchecked, as every log view is. */
    public LogEntries entries() {
        TileSource tiles = readSide.tiles(origin);
        return (from, to) -> {
            if (to - from > MOST_ENTRIES) {
                throw new LogUnavailableException(
                        origin + ": leaves " + from + " to " + (to - 1) + " at once, limit " + MOST_ENTRIES);
            }
            byte[] out = new byte[(int) (to - from) * Entry.LENGTH];
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
                        origin + ": leaf " + leaf + " is not an entry of " + Entry.LENGTH + " bytes");
            }
            System.arraycopy(bundle.entry(i), 0, out, (int) (leaf - from) * Entry.LENGTH, Entry.LENGTH);
        }
    }

    private List<ListedCheckpoint> checkpoints() {
        return readSide.checkpoints(origin, nextCheckpoint, PAGE).stream()
                .filter(listed -> listed.size() >= nextCheckpoint && listed.size() < Long.MAX_VALUE)
                .toList();
    }

    private List<ListedAnchor> anchors(AnchorTrust ledger) {
        long from = nextAnchor.getOrDefault(ledger.name(), 1L);
        return readSide.anchors(origin, ledger.name(), from, PAGE).stream()
                .filter(listed -> listed.ledger().equals(ledger.name()))
                .filter(listed -> listed.size() >= from && listed.size() < Long.MAX_VALUE)
                .toList();
    }

    private Optional<SignedHead> checkpoint(ListedCheckpoint listed, Consumer<Finding> refused) {
        return open(listed.note(), "checkpoint of size " + listed.size(), refused)
                .map(head -> new SignedHead(
                        new ExpectedHead(head.size(), head.root(), listed.lastOffset(), Level.SEALED),
                        Optional.empty()));
    }

    private Optional<SignedHead> anchor(ListedAnchor listed, AnchorTrust ledger, Consumer<Finding> refused) {
        String what = "anchor of size " + listed.size() + " on " + ledger.name();
        if (listed.receipt().isEmpty()) {
            ignored(AnchorCheck.Why.NO_RECEIPT, what + ": the read side has no receipt of it");
            return Optional.empty();
        }
        OwnerKeys.Opened opened = keys.open(listed.note());
        if (!(opened instanceof OwnerKeys.Opened.Signed signed)) {
            OwnerKeys.Opened.Refused no = (OwnerKeys.Opened.Refused) opened;
            refused.accept(finding(no.refusal(), what + ": " + no.detail()));
            return Optional.empty();
        }
        AnchorCheck check = rule.check(signed, ledger.name(), SAME_HEAD, listed.receipt());
        if (check instanceof AnchorCheck.Refused no) {
            refused.accept(finding(no.refusal(), what + ": " + no.detail()));
        } else if (check instanceof AnchorCheck.Ignored no) {
            ignored(no.why(), what + ": " + no.detail());
        }
        return check instanceof AnchorCheck.Counts counts && counts.fact().size() > 0
                ? Optional.of(vouchedFor(counts))
                : Optional.empty();
    }

    private SignedHead vouchedFor(AnchorCheck.Counts anchor) {
        String consortium = consortia.getOrDefault(anchor.ledger(), anchor.ledger());
        AnchoredFact fact = anchor.fact();
        development |= anchor.development();
        anchoredOn.merge(consortium, fact.size(), Math::max);
        return new SignedHead(
                new ExpectedHead(fact.size(), fact.root(), ExpectedHead.UNKNOWN_OFFSET, Level.ANCHORED),
                Optional.of(consortium));
    }

    private void ignored(AnchorCheck.Why why, String detail) {
        ignored.merge(
                why,
                new IgnoredAnchors(1, detail),
                (before, one) -> new IgnoredAnchors(before.count() + 1, before.first()));
    }

    private Optional<TreeHead> open(String note, String what, Consumer<Finding> refused) {
        OwnerKeys.Opened opened = keys.open(note);
        if (opened instanceof OwnerKeys.Opened.Signed signed) {
            // By a key with an end of validity it may count once there is an anchor's time for it.
            return Optional.of(signed.checkpoint().head()).filter(head -> head.size() > 0 && signed.countsUnanchored());
        }
        OwnerKeys.Opened.Refused no = (OwnerKeys.Opened.Refused) opened;
        refused.accept(finding(no.refusal(), what + ": " + no.detail()));
        return Optional.empty();
    }

    private Finding finding(Refusal refusal, String detail) {
        return new Finding(refusal, origin, Finding.NONE, Finding.NONE, detail);
    }

    /**
     * Anchors that a policy gives no weight for one reason.
     *
     * @param first which anchor was the first, and what it is ignored for
     */
    public record IgnoredAnchors(long count, String first) {}
}
