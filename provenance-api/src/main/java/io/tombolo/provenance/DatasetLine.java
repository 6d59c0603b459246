package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One dataset in the list of {@code /api/v1/datasets}: sums over its partitions.
 *
 * @param events leaves held, sealed or not
 * @param sealed leaves below the newest checkpoints
 * @param anchored leaves below the newest anchors
 * @param level of every event at least: {@code ANCHORED}, {@code SEALED} or {@code PENDING}
 * @param lastAnchoredAt ISO 8601, null before the first anchor
 * @param lastEventAt ISO 8601, the timestamp of the newest record
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
        @JsonProperty("logs") List<String> logs,
        @JsonProperty("sealed_at") @Nullable String sealedAt,
        @JsonProperty("last_event_at") @Nullable String lastEventAt,
        @JsonProperty("per_second") double perSecond) {

    static DatasetLine of(Sums.OfDataset one) {
        Sums sums = one.sums();
        Optional<HeldAnchor> newest = one.logs().stream()
                .flatMap(log -> log.view().anchors().values().stream())
                .map(LogView.Anchors::newest)
                .max(Comparator.comparingLong(HeldAnchor::anchoredAt));
        return new DatasetLine(
                one.dataset(),
                one.organisation(),
                (int) one.logs().stream()
                        .map(log -> log.origin().partition())
                        .distinct()
                        .count(),
                sums.events(),
                sums.sealed(),
                sums.anchored(),
                sums.level(),
                newest.map(anchor -> Sums.time(anchor.anchoredAt())).orElse(null),
                newest.map(HeldAnchor::ledger).orElse(null),
                newest.map(HeldAnchor::transactionId).orElse(null),
                sums.faults(),
                one.logs().stream().map(log -> log.origin().toString()).toList(),
                Sums.time(sums.sealedAt()),
                Sums.time(one.logs().stream()
                        .mapToLong(DatasetLine::lastTime)
                        .max()
                        .orElse(0)),
                sums.perSecond());
    }

    private static long lastTime(StoredLog log) {
        long entries = log.view().entries();
        return entries == 0 ? 0 : Math.max(0, EventLine.entry(log, entries - 1).timestamp());
    }
}
