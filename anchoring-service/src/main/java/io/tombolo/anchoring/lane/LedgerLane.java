package io.tombolo.anchoring.lane;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.Ledger;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One ledger with its own thread, pace, budget and pauses: how slow it is concerns no other. One call at a time is on its way. All but
 * the call itself happens on the anchorer's thread.
 */
public final class LedgerLane {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerLane.class);
    private static final long LOOK_MS = 1_000;
    private static final double MINUTES_A_DAY = 1440;

    private final String organisation;
    private final Ledger ledger;
    private final LedgerClient client;
    private final Executor threads;
    private final Clock clock;
    private final AnchoringConfig.Anchor.Pace pace;
    private final double perMinute;
    private final Budget budget;
    private final Backoff backoff;
    private final ReadPauses readings;
    private final StatusBoard.LedgerTally tally;

    private @Nullable CompletableFuture<HeadOutcome.Call> flight;
    private long due;
    private long nextLook;
    private final Set<DatasetId> unannounced = new LinkedHashSet<>();
    private List<DatasetId> announcing = List.of();
    private boolean delayed;
    private boolean overBudget;
    private boolean isAway;

    LedgerLane(
            String organisation,
            Ledger ledger,
            AnchoringConfig.Anchor config,
            LogKeys keys,
            Executor threads,
            Clock clock,
            StatusBoard.LedgerTally tally,
            Probe probe) {
        this.organisation = organisation;
        this.ledger = ledger;
        this.client = new LedgerClient(ledger, keys, threads, clock, probe);
        this.threads = threads;
        this.clock = clock;
        this.pace = config.paceOf(ledger.name());
        this.perMinute = Math.min(pace.transactionsPerMinute(), ledger.transactionsPerDay() / MINUTES_A_DAY);
        this.budget = new Budget(clock, pace.intervalMs(), perMinute);
        this.backoff = new Backoff(clock, config.backoffMs());
        this.readings = new ReadPauses(clock, config.backoffMs());
        this.tally = tally;
    }

    private boolean isFree() {
        return flight == null && clock.millis() >= due && backoff.isOver();
    }

    /** Whether the ledger has answered the last time it was asked, and this log is not to pause since it was read in vain. */
    public boolean mayRead(String origin) {
        return backoff.isOver() && readings.isOver(origin);
    }

    /** The log was read again from the ledger's head: in vain, it waits before it is read once more. */
    public void hasRead(String origin, boolean found) {
        readings.hasRead(origin, found);
    }

    /** Datasets whose log key was replaced: no head goes before the ledger knows their present keys. */
    void announce(Collection<DatasetId> datasets) {
        unannounced.addAll(datasets);
    }

    private void announceNow() {
        int most = Math.max(1, budget.available());
        announcing = unannounced.stream().limit(most).toList();
        List<DatasetId> datasets = announcing;
        flight = CompletableFuture.supplyAsync(() -> client.announce(datasets), threads);
    }

    /** Whether to make a call now, with so many logs waiting for one. A budget that is used up is reported once. */
    public boolean mayGo(int waiting) {
        look();
        if (!unannounced.isEmpty()) {
            if (isFree() && budget.available() >= 1) {
                announceNow();
            }
            tally.waiting(waiting, overBudget);
            return false;
        }
        boolean free = waiting > 0 && isFree();
        boolean may = free && budget.available() >= 1;
        if (free && !may && !delayed) {
            delayed = true;
            if (!overBudget) {
                overBudget = true;
                LOG.atWarn()
                        .addKeyValue("ledger", ledger.name())
                        .addKeyValue("organisation", organisation)
                        .addKeyValue("waiting", waiting)
                        .addKeyValue("transactionsPerMinute", perMinute)
                        .log("the ledger's budget is used up; heads wait, and newer ones take their places");
            }
        }
        tally.waiting(waiting, overBudget);
        return may;
    }

    /** Notes what the connection depends on, though nothing is to be sent: certificates run out on quiet days too. */
    private void look() {
        if (clock.millis() >= nextLook) {
            nextLook = clock.millis() + LOOK_MS;
            tally.connection(ledger.credentials(), ledger.peers());
        }
    }

    /** Sends heads, which must have been saved as submitted. */
    public void send(List<HeadOutcome.Head> heads) {
        overBudget = delayed;
        delayed = false;
        int registrations = Math.max(1, budget.available());
        budget.spend(1);
        flight = CompletableFuture.supplyAsync(() -> client.anchor(heads, registrations), threads);
    }

    /** How many heads one call takes at most. */
    public int headsAtOnce() {
        return ledger.headsAtOnce();
    }

    public boolean isFlying() {
        return flight != null;
    }

    /** What the last call brought, once; null while it is on its way, and when there was none. */
    public HeadOutcome.@Nullable Call landed() {
        CompletableFuture<HeadOutcome.Call> now = flight;
        if (now == null || !now.isDone()) {
            return null;
        }
        flight = null;
        HeadOutcome.Call call = now.join();
        budget.spend(call.registrations());
        tally.answered(call.transactions(), call.registrations(), call.bytes());
        if (call.failure() == null) {
            backoff.reset();
            announcing.forEach(unannounced::remove);
            if (isAway) {
                isAway = false;
                LOG.atInfo()
                        .addKeyValue("organisation", organisation)
                        .addKeyValue("ledger", ledger.name())
                        .log("the ledger answers again");
            }
            tally.here();
        } else {
            away(call.failure());
        }
        announcing = List.of();
        return call;
    }

    /** The ledger gave no answer; the next call waits. */
    public void away(String error) {
        // Once while it is away; the metrics count each call.
        LOG.atLevel(isAway ? Level.DEBUG : Level.WARN)
                .addKeyValue("organisation", organisation)
                .addKeyValue("ledger", ledger.name())
                .log("the ledger can't be reached; sealing continues: " + error);
        isAway = true;
        tally.away(error, clock.millis());
        backoff.failed();
    }

    /** The peers' clocks differ from the ledger's: nothing is wrong with a log. */
    public void pause() {
        backoff.failed();
    }

    /** How long it rests still, ms; 0 or less when it does not. */
    public long restsFor() {
        return due - clock.millis();
    }

    /** All that waited went: the next round is an interval away. */
    public void rest() {
        due = clock.millis() + pace.intervalMs();
    }

    public StatusBoard.LedgerTally tally() {
        return tally;
    }

    /** Size of a log's newest head of which the ledger has named nothing else; 0 for none. */
    public long sizeAlone(String origin) {
        return ledger.sizeAlone(origin);
    }

    /** The newest anchor of a log. Blocks, on any thread. */
    public Optional<AnchorRecord> latest(String origin) {
        return ledger.latest(origin);
    }

    /** All anchors of a log from a size on, as they are published. Blocks, on any thread. */
    public List<AnchorRecord> history(String origin, long fromSize) {
        return client.history(origin, fromSize);
    }
}
