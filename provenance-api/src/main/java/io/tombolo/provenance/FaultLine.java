package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that the read side refused to trust.
 *
 * @param ledger of an anchor that was refused, absent for every other fault
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FaultLine(
        @JsonProperty("origin") String origin,
        @JsonProperty("dataset") String dataset,
        @JsonProperty("kind") String kind,
        @JsonProperty("size") long size,
        @JsonProperty("message") String message,
        @JsonProperty("at") String at,
        @JsonProperty("ledger") @Nullable String ledger,
        @JsonProperty("transaction_id") @Nullable String transactionId,
        @JsonProperty("root") @Nullable String root) {

    /** The newest first. */
    static List<FaultLine> all(Collection<StoredLog> logs) {
        record Found(StoredLog log, LogView.Fault fault) {}
        return logs.stream()
                .flatMap(log -> log.view().faults().stream().map(fault -> new Found(log, fault)))
                .sorted(Comparator.comparingLong((Found found) -> found.fault().at())
                        .reversed())
                .map(found -> of(found.log(), found.fault()))
                .toList();
    }

    static FaultLine of(StoredLog log, LogView.Fault fault) {
        HeldAnchor anchor = fault.anchor();
        return new FaultLine(
                log.origin().toString(),
                log.origin().dataset().toString(),
                fault.kind().name(),
                fault.size(),
                fault.message(),
                Instant.ofEpochMilli(fault.at()).toString(),
                anchor == null ? null : anchor.ledger(),
                anchor == null ? null : anchor.transactionId(),
                anchor == null ? null : anchor.root().base64());
    }
}
