package io.tombolo.cli.reanchor;

import io.tombolo.anchoring.lane.HeadOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One log on its way to the other ledger: what that one holds, and which head is next. For one thread at a time. */
final class LogToBring {
    /** Why a log can't be brought any further. */
    record Trouble(boolean forked, String why) {}

    private static final TreeHead NOTHING = CompactRange.empty().head();

    private final Origin origin;
    private final AnchoredHeads heads;
    private final List<String> from;
    private final long least;

    private TreeHead onLedger = NOTHING;
    private long published;
    private SortedMap<Long, AnchoredHeads.Head> queue = new TreeMap<>();
    private @Nullable Trouble trouble;
    private boolean ended;
    private long brought;

    /**
     * @param from the ledgers whose heads are brought
     * @param least the smallest size that is brought
     */
    LogToBring(Origin origin, AnchoredHeads heads, List<String> from, long least) {
        this.origin = origin;
        this.heads = heads;
        this.from = List.copyOf(from);
        this.least = least;
    }

    Origin origin() {
        return origin;
    }

    Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    void fail(boolean forked, String why) {
        trouble = new Trouble(forked, why);
    }

    /** Heads that this process brought. */
    long brought() {
        return brought;
    }

    long published() {
        return published;
    }

    /** Size of the newest head on the other ledger. */
    long onLedger() {
        return onLedger.size();
    }

    /**
     * Begins at the head that the other ledger holds, which must be one of this log.
     *
     * @param published size of the newest anchor there whose receipt is published
     */
    void begin(Optional<AnchorRecord> latest, long published) {
        this.onLedger =
                latest.map(anchor -> new TreeHead(anchor.size(), anchor.root())).orElse(NOTHING);
        this.published = published;
        this.queue = new TreeMap<>();
        this.ended = false;
        if (onLedger.size() == 0) {
            return;
        }
        TreeHead ours = heads.newest(origin.toString()).orElse(NOTHING);
        if (ours.size() < onLedger.size()) {
            fail(false, "the ledger holds " + onLedger.size() + " leaves, the read side has " + ours.size());
            return;
        }
        TreeHead then = heads.before(origin.toString(), ours, onLedger.size());
        if (!then.equals(onLedger)) {
            fail(
                    true,
                    "the ledger holds size " + onLedger.size() + " with root " + onLedger.root()
                            + ", the log leads to root " + then.root());
        }
    }

    /** The next head with the proof that it extends what the other ledger holds; empty when there is none, or the log is in trouble. */
    Optional<HeadOutcome.Head> next() {
        if (trouble != null) {
            return Optional.empty();
        }
        if (queue.isEmpty() && !ended) {
            fill();
        }
        if (queue.isEmpty()) {
            return Optional.empty();
        }
        AnchoredHeads.Head next = queue.values().iterator().next();
        ConsistencyProof growth = onLedger.size() == 0
                ? new ConsistencyProof(List.of())
                : heads.growth(origin.toString(), next.tree(), onLedger.size());
        if (onLedger.size() > 0 && !growth.verify(onLedger, next.tree()).holds()) {
            fail(
                    true,
                    "the ledger holds size " + onLedger.size() + " with root " + onLedger.root() + ", which size "
                            + next.tree().size() + " does not extend");
            return Optional.empty();
        }
        HeadToAnchor head = new HeadToAnchor(
                origin.toString(), next.tree().size(), next.tree().root(), onLedger.size(), growth.path(), next.note());
        return Optional.of(
                HeadOutcome.Head.of(origin.organisation(), origin.dataset().name(), head, published));
    }

    private void fill() {
        queue = heads.next(origin.toString(), from, Math.max(least, onLedger.size() + 1));
        ended = queue.isEmpty();
    }

    /** The head that {@link #next} gave is on the other ledger, and its receipt is published. */
    void committed(TreeHead head) {
        onLedger = head;
        published = head.size();
        queue.headMap(head.size() + 1).clear();
        brought++;
    }
}
