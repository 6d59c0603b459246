package io.tombolo.provenance;

import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts over some logs, as their views have them: nothing is read from a disk.
 *
 * @param events entries held, sealed or not
 * @param sealed leaves below the newest checkpoints
 * @param anchored leaves below the newest anchors
 * @param sealedAt milliseconds since 1970 of the newest seal, 0 before the first
 * @param anchoredAt the same of the newest anchor
 * @param perSecond events per second over the last ten seconds
 */
record Sums(
        int logs,
        long events,
        long sealed,
        long anchored,
        long faults,
        long sealedAt,
        long anchoredAt,
        double perSecond) {
    static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0, 0);

    /** One dataset's. */
    record OfDataset(String dataset, String organisation, List<StoredLog> logs, Sums sums) {}

    static Sums of(LogView view) {
        HeldCheckpoint head = view.checkpoint();
        long anchored = 0;
        long anchoredAt = 0;
        for (LogView.Anchors one : view.anchors().values()) {
            anchored = Math.max(anchored, one.newest().size());
            anchoredAt = Math.max(anchoredAt, one.newest().anchoredAt());
        }
        return new Sums(
                1,
                view.entries(),
                view.size(),
                anchored,
                view.faults().size(),
                head == null ? 0 : head.sealedAt(),
                anchoredAt,
                0);
    }

    /** Every dataset, by its name. */
    static List<OfDataset> byDataset(LogStore store, ToDoubleFunction<String> perSecond) {
        List<OfDataset> all = new ArrayList<>();
        List<StoredLog> logs = new ArrayList<>();
        // Logs are in the order of their datasets.
        for (StoredLog log : store.logs()) {
            if (!logs.isEmpty()
                    && !logs.get(0).origin().dataset().equals(log.origin().dataset())) {
                all.add(of(logs, perSecond));
                logs = new ArrayList<>();
            }
            logs.add(log);
        }
        if (!logs.isEmpty()) {
            all.add(of(logs, perSecond));
        }
        return all;
    }

    /** Of the logs of one dataset, at least one. */
    static OfDataset of(List<StoredLog> logs, ToDoubleFunction<String> perSecond) {
        String name = logs.get(0).origin().dataset().toString();
        Sums sums = logs.stream().map(log -> of(log.view())).reduce(NONE, Sums::and);
        return new OfDataset(
                name, logs.get(0).origin().organisation(), List.copyOf(logs), sums.at(perSecond.applyAsDouble(name)));
    }

    Sums and(Sums other) {
        return new Sums(
                logs + other.logs,
                events + other.events,
                sealed + other.sealed,
                anchored + other.anchored,
                faults + other.faults,
                Math.max(sealedAt, other.sealedAt),
                Math.max(anchoredAt, other.anchoredAt),
                perSecond + other.perSecond);
    }

    private Sums at(double rate) {
        return new Sums(logs, events, sealed, anchored, faults, sealedAt, anchoredAt, rate);
    }

    /** What every event has reached. */
    String level() {
        if (anchored >= events) {
            return "ANCHORED";
        }
        return sealed >= events ? "SEALED" : "PENDING";
    }

    /** ISO 8601; null for 0, which is no time. */
    static @Nullable String time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    }
}
