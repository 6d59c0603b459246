package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.lane.LedgerLane;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.LedgerException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that are being read again, on a thread of their own: reading one may take minutes, in which all others are anchored. All but
 * the reading happens on the anchorer's thread.
 */
final class Searches {
    private static final Logger LOG = LoggerFactory.getLogger(Searches.class);

    /** Is called for each log that was found. */
    interface Sink {
        /** {@code anchors} may never have been published. */
        void changed(Frontier log, List<AnchorRecord> anchors);

        void contradicts(Frontier log, AnchorRecord onLedger, String said);
    }

    private record Search(LedgerLane lane, CompletableFuture<LogSearch.Result> result) {}

    private final LogReplay replay;
    private final Executor thread;
    private final StatusBoard status;
    private final Map<Frontier, Search> flying = new HashMap<>();

    Searches(LogReplay replay, Executor thread, StatusBoard status) {
        this.replay = replay;
        this.thread = thread;
        this.status = status;
    }

    void begin(Frontier log, LedgerLane lane) {
        if (!flying.containsKey(log) && lane.mayRead(log.origin())) {
            flying.put(log, new Search(lane, CompletableFuture.supplyAsync(search(log, lane), thread)));
        }
    }

    /** The reading of a log from the ledger's head to the newest one; blocks when it is run, on whichever thread. */
    private Supplier<LogSearch.Result> search(Frontier log, LedgerLane lane) {
        LogSearch search = new LogSearch(lane, replay);
        String origin = log.origin();
        long published = log.publishedSize();
        TreeHead newest = log.ask();
        return () -> search.find(origin, newest, published);
    }

    /** Forgets what is on its way: the logs have begun again. */
    void forget() {
        flying.clear();
    }

    /** Takes up what was found. */
    void land(Sink sink) {
        for (Iterator<Map.Entry<Frontier, Search>> each = flying.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Frontier, Search> search = each.next();
            if (search.getValue().result().isDone()) {
                each.remove();
                take(search.getKey(), search.getValue(), sink);
            }
        }
    }

    private void take(Frontier log, Search search, Sink sink) {
        try {
            LogSearch.Result result = search.result().join();
            search.lane().tally().here();
            if (result instanceof LogSearch.Result.Way way) {
                log.found(way.found().proofs());
                status.takenUpAgain(log.origin());
                status.onLedger(log.origin(), way.onLedger());
                search.lane().hasRead(log.origin(), true);
                sink.changed(log, way.unpublished());
            } else if (result instanceof LogSearch.Result.Contradiction both) {
                TreeHead held =
                        new TreeHead(both.onLedger().size(), both.onLedger().root());
                String said = "FORK: the ledger holds " + held + ", the log leads to " + both.ours();
                LOG.atError().addKeyValue("origin", log.origin()).log(said);
                sink.contradicts(log, both.onLedger(), said);
                log.setAside(said);
                status.setAside(log.origin(), said);
                sink.changed(log, List.of());
            } else if (result instanceof LogSearch.Result.LedgerAhead ahead) {
                status.failed(
                        log.origin(),
                        "BEHIND: the ledger holds " + ahead.onLedger() + " leaves, sealed are " + log.newestSize());
                search.lane().hasRead(log.origin(), false);
            } else {
                search.lane().hasRead(log.origin(), false);
            }
        } catch (CompletionException e) {
            if (e.getCause() instanceof LedgerException away) {
                search.lane().away(String.valueOf(away.getMessage()));
                search.lane().hasRead(log.origin(), false);
            } else if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            } else {
                throw e;
            }
        }
    }
}
