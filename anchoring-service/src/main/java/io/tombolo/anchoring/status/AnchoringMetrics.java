package io.tombolo.anchoring.status;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The state as metrics. Sums over all logs only: labels per log would be too many with ten thousand of them; {@code /state} has each.
 */
public final class AnchoringMetrics implements MeterBinder {
    private static final String PREFIX = "tombolo.anchoring.";
    private static final long FRESH_MS = 500;

    private final Supplier<AnchoringStatus> source;
    private final Clock clock;
    private final ConnectionMetrics connections;
    private AnchoringStatus last;
    private long readAt;

    public AnchoringMetrics(Supplier<AnchoringStatus> source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.connections = new ConnectionMetrics(this::state, clock);
        this.last = source.get();
        this.readAt = clock.millis();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "ready", "1 while /ready answers 200", s -> s.ready() ? 1 : 0);
        gauge(registry, "lag.records", "records on the broker that were not fetched yet", AnchoringStatus::lag);
        gauge(
                registry,
                "logs",
                "logs that this process appends to",
                s -> s.logs().size());
        gauge(
                registry,
                "logs.failing",
                "logs with something to look at: set aside, halted, or records lost",
                s -> s.logs().stream().filter(log -> log.lastError() != null).count());
        gauge(
                registry,
                "logs.set.aside",
                "logs that are not anchored any more",
                s -> s.setAside().size());
        gauge(
                registry,
                "transactions.hanging",
                "transactions that are decided and still open in partitions: nothing after them is read",
                AnchoringStatus::hangingTransactions);
        gauge(
                registry,
                "transactions.open",
                "transactions that have held readers up for a minute and may still end",
                s -> s.transactions().size() - s.hangingTransactions());
        gauge(registry, "failing", "1 while something is wrong with no single log", s -> s.lastError() == null ? 0 : 1);
        gauge(registry, "leaves.appended", "leaves in these logs", AnchoringStatus::appended);
        gauge(registry, "leaves.sealed", "leaves under a checkpoint", AnchoringStatus::sealed);
        gauge(registry, "leaves.anchored", "leaves under an anchor", AnchoringStatus::anchored);
        gauge(
                registry,
                "leaves.pending",
                "leaves that are not anchored yet",
                s -> Math.max(0, s.appended() - s.anchored()));
        level(registry, "pending", s -> s.appended() - s.sealed());
        level(registry, "sealed", s -> s.sealed() - s.anchored());
        level(registry, "anchored", AnchoringStatus::anchored);
        gauge(registry, "batch.age.seconds", "age of the oldest open batch's first leaf", this::batchAge);
        gauge(
                registry,
                "state.bytes",
                "saved state of these logs",
                s -> s.logs().stream()
                        .mapToLong(AnchoringStatus.Log::stateBytes)
                        .sum());
        gauge(
                registry,
                "ledger.transactions.per.million.events",
                "ledger transactions by leaves that they brought under an anchor",
                AnchoringStatus::transactionsPerMillion);
        gauge(
                registry,
                "ledger.bytes.per.million.events",
                "bytes of heads by leaves that they brought under an anchor",
                AnchoringStatus::bytesPerMillion);
        count(
                registry,
                "events",
                Tags.empty(),
                "leaves that this process appended; its rate is the service's",
                AnchoringStatus::appendedHere);
        count(
                registry,
                "events.anchored",
                Tags.empty(),
                "leaves that this process brought under an anchor",
                AnchoringStatus::anchoredHere);
        bindLabelled(registry);
    }

    /** Ledgers, codes and reasons become known as they come up: to be called before each scrape. */
    public void bindLabelled(MeterRegistry registry) {
        AnchoringStatus now = state();
        for (AnchoringStatus.Ledger ledger : now.ledgers()) {
            Tags tags = Tags.of("ledger", ledger.ledger(), "organisation", ledger.organisation());
            count(
                    registry,
                    "ledger.transactions",
                    tags,
                    "transactions that carried this process's anchors",
                    s -> of(s, ledger).transactions());
            count(
                    registry,
                    "ledger.bytes",
                    tags,
                    "bytes of submitted heads, proofs and notes included",
                    s -> of(s, ledger).bytes());
            count(
                    registry,
                    "ledger.errors",
                    tags,
                    "calls to which the ledger gave no answer",
                    s -> of(s, ledger).errors());
            measure(
                    registry,
                    "ledger.heads.waiting",
                    tags,
                    "logs with a head that the ledger does not hold yet",
                    s -> of(s, ledger).waiting());
            measure(
                    registry,
                    "ledger.over.budget",
                    tags,
                    "1 while heads wait only for the budget",
                    s -> of(s, ledger).overBudget() ? 1 : 0);
            measure(
                    registry,
                    "ledger.away.seconds",
                    tags,
                    "since when it gives no answer; 0 while it does",
                    s -> away(of(s, ledger)));
            connections.bind(registry, ledger);
            ledger.refusals()
                    .keySet()
                    .forEach(code -> count(
                            registry,
                            "refusals",
                            tags.and("code", code),
                            "heads and datasets that the ledger's rules refused",
                            s -> of(s, ledger).refusals().getOrDefault(code, 0L)));
        }
        now.rejected()
                .keySet()
                .forEach(reason -> count(
                        registry,
                        "rejected",
                        Tags.of("reason", reason),
                        "records reported in tombolo.rejected",
                        s -> s.rejected().getOrDefault(reason, 0L)));
    }

    private static AnchoringStatus.Ledger of(AnchoringStatus state, AnchoringStatus.Ledger like) {
        return state.ledgerLike(like);
    }

    private double away(AnchoringStatus.Ledger ledger) {
        return ledger.awaySince() < 0 ? 0 : (clock.millis() - ledger.awaySince()) / 1000.0;
    }

    private double batchAge(AnchoringStatus state) {
        long oldest = state.logs().stream()
                .mapToLong(AnchoringStatus.Log::batchOpenedAt)
                .filter(opened -> opened >= 0)
                .min()
                .orElse(clock.millis());
        return Math.max(0, clock.millis() - oldest) / 1000.0;
    }

    private void level(MeterRegistry registry, String level, ToDoubleFunction<AnchoringStatus> leaves) {
        measure(
                registry,
                "leaves",
                Tags.of("level", level),
                "leaves whose level is this one",
                s -> Math.max(0, leaves.applyAsDouble(s)));
    }

    private void gauge(MeterRegistry registry, String name, String says, ToDoubleFunction<AnchoringStatus> value) {
        measure(registry, name, Tags.empty(), says, value);
    }

    private void measure(
            MeterRegistry registry, String name, Tags tags, String says, ToDoubleFunction<AnchoringStatus> value) {
        NewMeters.gauge(registry, PREFIX + name, tags, says, this, s -> value.applyAsDouble(s.state()));
    }

    private void count(
            MeterRegistry registry, String name, Tags tags, String says, ToDoubleFunction<AnchoringStatus> value) {
        NewMeters.counter(registry, PREFIX + name, tags, says, this, s -> value.applyAsDouble(s.state()));
    }

    /** One reading serves all meters of a scrape: it walks over all logs. */
    private synchronized AnchoringStatus state() {
        long now = clock.millis();
        if (now - readAt > FRESH_MS) {
            last = source.get();
            readAt = now;
        }
        return last;
    }
}
