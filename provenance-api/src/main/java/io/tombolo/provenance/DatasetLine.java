package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One dataset in the list of {@code /api/v1/datasets}: sums over its partitions.
 *
 * @param events leaves held, sealed or not
 * @param sealed leaves below the newest checkpoints
 * @param anchored leaves below the newest anchors
 * @param level of every event at least: {@code ANCHORED}, {@code SEALED} or {@code PENDING}
 * @param lastAnchoredAt ISO 8601, null before the first anchor
 */
record DatasetLine(
        @JsonProperty("dataset") String dataset,
        @JsonProperty("organisation") String organisation,
        @JsonProperty("partitions") int partitions,
        @JsonProperty("events") long events,
        @JsonProperty("sealed") long sealed,
        @JsonProperty("anchored") long anchored,
        @JsonProperty("level") String level,
        @JsonProperty("last_anchored_at") @Nullable String lastAnchoredAt,
        @JsonProperty("ledger") @Nullable String ledger,
        @JsonProperty("transaction_id") @Nullable String transactionId,
        @JsonProperty("faults") long faults,
        @JsonProperty("logs") List<String> logs) {

    static List<DatasetLine> all(LogStore store) {
        Map<String, List<StoredLog>> byDataset = new TreeMap<>();
        for (StoredLog log : store.logs()) {
            byDataset
                    .computeIfAbsent(log.origin().dataset().toString(), name -> new ArrayList<>())
                    .add(log);
        }
        return byDataset.values().stream().map(DatasetLine::of).toList();
    }

    private static DatasetLine of(List<StoredLog> logs) {
        List<LogView> views = logs.stream().map(StoredLog::view).toList();
        Origin first = logs.get(0).origin();
        long events = views.stream().mapToLong(LogView::entries).sum();
        long sealed = views.stream().mapToLong(LogView::size).sum();
        long anchored = views.stream().mapToLong(LogView::anchoredSize).sum();
        Optional<HeldAnchor> newest = views.stream()
                .flatMap(view -> view.anchors().values().stream())
                .map(LogView.Anchors::newest)
                .max(Comparator.comparingLong(HeldAnchor::anchoredAt));
        return new DatasetLine(
                first.dataset().toString(),
                first.organisation(),
                (int) logs.stream()
                        .map(log -> log.origin().partition())
                        .distinct()
                        .count(),
                events,
                sealed,
                anchored,
                level(events, sealed, anchored),
                newest.map(anchor -> Instant.ofEpochMilli(anchor.anchoredAt()).toString())
                        .orElse(null),
                newest.map(HeldAnchor::ledger).orElse(null),
                newest.map(HeldAnchor::transactionId).orElse(null),
                views.stream().mapToLong(view -> view.faults().size()).sum(),
                logs.stream().map(log -> log.origin().toString()).toList());
    }

    private static String level(long events, long sealed, long anchored) {
        if (anchored >= events) {
            return "ANCHORED";
        }
        return sealed >= events ? "SEALED" : "PENDING";
    }
}
