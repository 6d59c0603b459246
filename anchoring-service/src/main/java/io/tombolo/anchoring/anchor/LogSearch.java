package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.lane.LedgerLane;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the way from the head that a ledger holds to the newest checkpoint, and the anchors that were never published. Blocks. */
final class LogSearch {
    private static final Logger LOG = LoggerFactory.getLogger(LogSearch.class);

    /** What came of it. */
    sealed interface Result {
        /** The log leads there; {@code tombolo.anchors} may lack what is {@code unpublished}. */
        record Way(long onLedger, LogReplay.Found.Way found, List<AnchorRecord> unpublished) implements Result {}

        /** The ledger's head and the log can't both be true. */
        record Contradiction(AnchorRecord onLedger, TreeHead ours) implements Result {}

        /** The ledger is ahead of what is sealed: the log is being rebuilt. */
        record LedgerAhead(long onLedger) implements Result {}

        /** The log's own topic does not reach the newest checkpoint yet. */
        record NotYet() implements Result {}
    }

    private final LedgerLane lane;
    private final LogReplay replay;

    LogSearch(LedgerLane lane, LogReplay replay) {
        this.lane = lane;
        this.replay = replay;
    }

    /**
     * Reads the log.
     *
     * @param published size of the last anchor that was published
     */
    Result find(String origin, TreeHead newest, long published) {
        Optional<AnchorRecord> latest = lane.latest(origin);
        long onLedger = latest.map(AnchorRecord::size).orElseGet(() -> lane.sizeAlone(origin));
        if (onLedger > newest.size()) {
            return new Result.LedgerAhead(onLedger);
        }
        LOG.atInfo()
                .addKeyValue("origin", origin)
                .addKeyValue("treeSize", onLedger)
                .log("the log is read again, to prove its growth from the ledger's head");
        LogReplay.Found found = replay.find(origin, onLedger, latest.map(AnchorRecord::root), newest);
        if (found instanceof LogReplay.Found.Way way) {
            return new Result.Way(onLedger, way, lane.history(origin, published + 1));
        }
        if (found instanceof LogReplay.Found.Contradiction contradiction) {
            // An empty log contradicts none.
            return new Result.Contradiction(latest.orElseThrow(), contradiction.ours());
        }
        return new Result.NotYet();
    }
}
