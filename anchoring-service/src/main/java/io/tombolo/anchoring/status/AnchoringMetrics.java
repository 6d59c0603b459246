package io.tombolo.anchoring.status;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The state as metrics. Sums only: labels per log would be too many with ten thousand of them; {@code /state} has each. */
public final class AnchoringMetrics implements MeterBinder {
    private final Supplier<AnchoringStatus> state;

    public AnchoringMetrics(Supplier<AnchoringStatus> state) {
        this.state = state;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "tombolo.anchoring.ready", "1 while all stream threads read", s -> s.ready() ? 1 : 0);
        gauge(
                registry,
                "tombolo.anchoring.logs",
                "logs known to this process",
                s -> s.logs().size());
        gauge(
                registry,
                "tombolo.anchoring.logs.failing",
                "logs with something to look at: set aside, halted, or records lost",
                s -> s.logs().stream().filter(log -> log.lastError() != null).count());
        gauge(
                registry,
                "tombolo.anchoring.failing",
                "1 while something is wrong with no single log",
                s -> s.lastError() == null ? 0 : 1);
        gauge(registry, "tombolo.anchoring.leaves.appended", "leaves in all logs", AnchoringStatus::appended);
        gauge(registry, "tombolo.anchoring.leaves.sealed", "leaves under a checkpoint", AnchoringStatus::sealed);
        gauge(registry, "tombolo.anchoring.leaves.anchored", "leaves under an anchor", AnchoringStatus::anchored);
        gauge(
                registry,
                "tombolo.anchoring.leaves.pending",
                "leaves that are not anchored yet",
                s -> Math.max(0, s.appended() - s.anchored()));
        FunctionCounter.builder(
                        "tombolo.anchoring.ledger.transactions",
                        state,
                        s -> s.get().ledgerTransactions())
                .description("ledger transactions that carried this process's anchors")
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<AnchoringStatus> value) {
        Gauge.builder(name, state, s -> value.applyAsDouble(s.get()))
                .description(description)
                .register(registry);
    }
}
