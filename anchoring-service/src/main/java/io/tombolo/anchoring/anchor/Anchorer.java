package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.lane.HeadOutcome;
import io.tombolo.anchoring.lane.Lanes;
import io.tombolo.anchoring.lane.LedgerLane;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps every log's newest checkpoint and has it taken to its organisation's ledger, each ledger in a lane of its own. What it knows,
 * what is about to be submitted and what it publishes go through the {@link Desk}, in whose transactions also its read position is:
 * nothing is published twice, and a head whose outcome is not known is still known after a crash. For one thread at a time, which
 * never waits for a ledger.
 */
final class Anchorer {
    /** Where the anchorer's memory is and its anchors go. */
    interface Desk {
        /** In one transaction: these logs as they are now, these anchors, and all checkpoints taken up so far as read. */
        void commit(List<Frontier> logs, List<AnchorRecord> anchors);

        /** Keeps the evidence that a log is not the one that the ledger holds: both heads, each signed by the log's owner. */
        default void contradicts(Frontier log, AnchorRecord onLedger, String said) {}
    }

    private static final long FLYING_MS = 10;
    private static final long IDLE_MS = 100;

    private final AnchoringConfig.Anchor config;
    private final Lanes lanes;
    private final Searches searches;
    private final Outcomes outcomes;
    private final Clock clock;
    private final StatusBoard status;
    private final Probe probe;

    private final Map<String, Frontier> logs = new TreeMap<>();
    /** What each lane's call on its way holds, in order. */
    private final Map<LedgerLane, List<Handed>> sent = new HashMap<>();

    private final HeadTraces traces = new HeadTraces();
    private final Set<Frontier> changed = new LinkedHashSet<>();
    private final List<AnchorRecord> unpublished = new ArrayList<>();
    private long nextSave;

    Anchorer(
            AnchoringConfig.Anchor config,
            Lanes lanes,
            Searches searches,
            Clock clock,
            StatusBoard status,
            Probe probe) {
        this.config = config;
        this.lanes = lanes;
        this.searches = searches;
        this.outcomes = new Outcomes(clock, status);
        this.clock = clock;
        this.status = status;
        this.probe = probe;
    }

    /** Begins with what was saved; all else is forgotten. {@code retry}: logs that were set aside get another try. */
    void begin(List<Frontier> saved, boolean retry) {
        logs.clear();
        changed.clear();
        unpublished.clear();
        traces.forget();
        searches.forget();
        // A call that threw has no outcomes to take up.
        sent.keySet().removeIf(lane -> !lane.isFlying());
        for (Frontier log : saved) {
            logs.put(log.origin(), log);
            if (retry) {
                log.retry();
            }
            status.onLedger(log.origin(), log.anchoredSize());
            if (!log.setAsideFor().isEmpty()) {
                status.setAside(log.origin(), log.setAsideFor());
            }
        }
        lanes.begin(saved.stream()
                .map(log -> new DatasetId(log.organisation(), log.dataset()))
                .distinct()
                .toList());
    }

    /** Begins with logs of which only the published anchors are known; saved as such with the next commit. */
    void beginAgain(List<Frontier> lost) {
        begin(lost, false);
        changed.addAll(lost);
    }

    /** A checkpoint from partition {@code source} of the checkpoints' topic. */
    void take(SealedCheckpoint checkpoint, int source) {
        Frontier log = logs.computeIfAbsent(
                checkpoint.batch().origin(),
                origin -> new Frontier(
                        origin,
                        checkpoint.batch().organisation(),
                        checkpoint.batch().dataset(),
                        source));
        log.take(checkpoint.batch(), checkpoint.range());
        traces.take(log.origin(), checkpoint.batch().size(), checkpoint.trace());
        probe.at(Probe.Step.CHECKPOINT_TAKEN);
        changed.add(log);
        if (!log.setAsideFor().isEmpty()) {
            status.setAside(log.origin(), log.setAsideFor());
        }
    }

    /** Whether a ledger has not answered yet. */
    boolean isWaiting() {
        return lanes.all().stream().anyMatch(LedgerLane::isFlying);
    }

    /** How long to wait for more checkpoints before {@link #round}, ms: no longer than until a ledger's rest is over. */
    long patience() {
        if (isWaiting()) {
            return FLYING_MS;
        }
        return lanes.all().stream()
                .mapToLong(LedgerLane::restsFor)
                .filter(rest -> rest > 0)
                .reduce(IDLE_MS, Math::min);
    }

    /** Takes up what ledgers have answered, saves, and sends what is due. */
    void round(Desk desk) {
        land(desk);
        Map<LedgerLane, List<Handed>> due = due();
        boolean save = clock.millis() >= nextSave && !changed.isEmpty();
        if (!due.isEmpty() || !unpublished.isEmpty() || save) {
            commit(desk);
        }
        if (!due.isEmpty()) {
            due.forEach(this::send);
            land(desk);
            if (!unpublished.isEmpty()) {
                commit(desk);
            }
        }
    }

    /** Takes up what ledgers have answered and saves it; sends nothing more. */
    void settle(Desk desk) {
        land(desk);
        if (!changed.isEmpty() || !unpublished.isEmpty()) {
            commit(desk);
        }
    }

    private void land(Desk desk) {
        for (LedgerLane lane : lanes.all()) {
            HeadOutcome.Call call = lane.landed();
            if (call != null) {
                List<Handed> heads = sent.getOrDefault(lane, List.of());
                sent.remove(lane);
                for (int i = 0; i < heads.size(); i++) {
                    Handed handed = heads.get(i);
                    // Another process may have taken the log over since: then its answer is asked for there.
                    if (logs.get(handed.log().origin()) == handed.log()) {
                        HeadOutcome answer = call.each().get(i);
                        unpublished.addAll(outcomes.take(lane, handed, answer));
                        if (answer instanceof HeadOutcome.Anchored) {
                            traces.anchored(handed.log().origin(), handed.size());
                        }
                        changed.add(handed.log());
                    }
                }
            }
        }
        searches.land(new Searches.Sink() {
            @Override
            public void changed(Frontier log, List<AnchorRecord> anchors) {
                changed.add(log);
                unpublished.addAll(anchors);
            }

            @Override
            public void contradicts(Frontier log, AnchorRecord onLedger, String said) {
                desk.contradicts(log, onLedger, said);
            }
        });
    }

    private void send(LedgerLane lane, List<Handed> heads) {
        sent.put(lane, heads);
        lane.send(heads.stream()
                .map(handed -> handed.head().with(traces.upTo(handed.log().origin(), handed.size())))
                .toList());
    }

    /** What goes to each ledger now, marked as submitted. */
    private Map<LedgerLane, List<Handed>> due() {
        Map<LedgerLane, List<Frontier>> wanting = new HashMap<>();
        for (Frontier log : logs.values()) {
            boolean searching = log.isBehind() && log.setAsideFor().isEmpty();
            if (searching || log.wantsAnchoring()) {
                LedgerLane lane = lanes.of(log.organisation());
                if (lane != null && searching) {
                    searches.begin(log, lane);
                } else if (lane != null) {
                    wanting.computeIfAbsent(lane, l -> new ArrayList<>()).add(log);
                }
            }
        }
        Map<LedgerLane, List<Handed>> due = new HashMap<>();
        for (LedgerLane lane : lanes.all()) {
            List<Frontier> logsOfLane = wanting.getOrDefault(lane, List.of());
            if (lane.mayGo(logsOfLane.size())) {
                if (due.isEmpty()) {
                    probe.at(Probe.Step.ROUND_BEGUN);
                }
                List<Handed> packed = Packing.next(logsOfLane, config, lane.headsAtOnce());
                if (packed.size() == logsOfLane.size()) {
                    lane.rest();
                }
                packed.forEach(handed -> changed.add(handed.log()));
                due.put(lane, packed);
            }
        }
        return due;
    }

    private void commit(Desk desk) {
        desk.commit(List.copyOf(changed), List.copyOf(unpublished));
        changed.clear();
        unpublished.clear();
        nextSave = clock.millis() + config.intervalMs();
    }
}
