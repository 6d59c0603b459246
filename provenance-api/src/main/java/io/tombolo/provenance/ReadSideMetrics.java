package io.tombolo.provenance;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.search.SearchIndex;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.verification.trust.TrustPolicy;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the read side holds, over all logs. */
final class ReadSideMetrics implements MeterBinder {
    private final LogStore store;
    private final Supplier<FollowerState> follower;
    private final SearchIndex index;
    private final Supplier<TrustPolicy> policy;
    private final Clock clock;

    ReadSideMetrics(
            LogStore store,
            Supplier<FollowerState> follower,
            SearchIndex index,
            Supplier<TrustPolicy> policy,
            Clock clock) {
        this.store = store;
        this.follower = follower;
        this.index = index;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        gauge(meters, "logs", "logs that are held", all -> all.logs().size());
        gauge(
                meters,
                "entries",
                "entries that are held",
                all -> sum(log -> log.view().entries()));
        gauge(
                meters,
                "sealed",
                "leaves below a checkpoint that was recomputed",
                all -> sum(log -> log.view().size()));
        gauge(
                meters,
                "anchored",
                "leaves below an anchor",
                all -> sum(log -> log.view().anchoredSize()));
        gauge(
                meters,
                "faults",
                "records that were refused",
                all -> sum(log -> log.view().faults().size()));
        gauge(
                meters,
                "waiting",
                "facts that were read before what they rest on",
                all -> follower.get().waiting());
        gauge(
                meters,
                "lag",
                "records of the topics that are not read yet, -1 when not known",
                all -> follower.get().lag());
        gauge(meters, "keys", "records whose keys are indexed", all -> index.keys());
        gauge(
                meters,
                "unreadable",
                "records that could not be read since the start",
                all -> follower.get().unreadable());
        objects(meters);
        gauge(
                meters,
                "policy.expiry.seconds",
                "until the first certificate of the trust policy expires; negative once it has",
                all -> Certificates.secondsLeft(policy.get(), clock.instant()));
    }

    private void objects(MeterRegistry meters) {
        gauge(meters, "archived", "leaves that the object store has", all -> sum(StoredLog::uploaded));
        gauge(meters, "freed", "leaves that are in the object store only", all -> sum(StoredLog::freed));
        gauge(
                meters,
                "objects.contradicted",
                "logs of which the object store has other bytes",
                all -> all.objects().contradicted());
        counter(
                meters,
                "objects.stored",
                "objects that were put into the object store, or found there",
                all -> all.objects().stored());
        counter(
                meters,
                "objects.read",
                "objects that were read from the object store",
                all -> all.objects().read());
        counter(
                meters,
                "objects.failures",
                "requests to the object store that failed, and objects that were changed or missing",
                all -> all.objects().failures());
    }

    private double sum(ToDoubleFunction<StoredLog> of) {
        return store.logs().stream().mapToDouble(of).sum();
    }

    private void gauge(MeterRegistry meters, String name, String says, ToDoubleFunction<LogStore> value) {
        Gauge.builder("tombolo.read.side." + name, store, value)
                .description(says)
                .register(meters);
    }

    private void counter(MeterRegistry meters, String name, String says, ToDoubleFunction<LogStore> value) {
        FunctionCounter.builder("tombolo.read.side." + name, store, value)
                .description(says)
                .register(meters);
    }
}
