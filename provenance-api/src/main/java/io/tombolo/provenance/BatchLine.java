package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.StoredLog;
import java.time.Instant;
import java.util.List;

/**
 * One sealed batch.
 *
 * @param anchored on each ledger the first anchor that covers it
 */
record BatchLine(
        @JsonProperty("origin") String origin,
        @JsonProperty("size") long size,
        @JsonProperty("root") String root,
        @JsonProperty("first_index") long firstIndex,
        @JsonProperty("events") long events,
        @JsonProperty("first_offset") long firstOffset,
        @JsonProperty("last_offset") long lastOffset,
        @JsonProperty("sealed_at") String sealedAt,
        @JsonProperty("anchored") List<AnchorLine> anchored) {

    static BatchLine of(StoredLog log, HeldCheckpoint head) {
        return new BatchLine(
                log.origin().toString(),
                head.size(),
                head.root().base64(),
                head.firstIndex(),
                head.size() - head.firstIndex(),
                head.firstOffset(),
                head.lastOffset(),
                Instant.ofEpochMilli(head.sealedAt()).toString(),
                AnchorLine.covering(log, head.size()));
    }
}
