package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.LogStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest anchor of one log on one ledger, in the list of {@code /api/v1/anchors}. */
record AnchorLine(
        @JsonProperty("origin") String origin,
        @JsonProperty("size") long size,
        @JsonProperty("root") String root,
        @JsonProperty("ledger") String ledger,
        @JsonProperty("transaction_id") String transactionId,
        @JsonProperty("block") @Nullable Long block,
        @JsonProperty("anchored_at") String anchoredAt) {
    private static final int LIMIT = 20;

    /** The newest first, at most twenty. */
    static List<AnchorLine> newest(LogStore store) {
        record Found(String origin, HeldAnchor anchor) {}
        return store.logs().stream()
                .flatMap(log -> log.view().anchors().values().stream()
                        .map(held -> new Found(log.origin().toString(), held.newest())))
                .sorted(Comparator.comparingLong((Found found) -> found.anchor().anchoredAt())
                        .reversed())
                .limit(LIMIT)
                .map(found -> of(found.origin(), found.anchor()))
                .toList();
    }

    private static AnchorLine of(String origin, HeldAnchor anchor) {
        return new AnchorLine(
                origin,
                anchor.size(),
                anchor.root().base64(),
                anchor.ledger(),
                anchor.transactionId(),
                anchor.block(),
                Instant.ofEpochMilli(anchor.anchoredAt()).toString());
    }
}
