package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.StoredLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One anchor of one log on one ledger. */
record AnchorLine(
        @JsonProperty("origin") String origin,
        @JsonProperty("size") long size,
        @JsonProperty("root") String root,
        @JsonProperty("ledger") String ledger,
        @JsonProperty("transaction_id") String transactionId,
        @JsonProperty("block") @Nullable Long block,
        @JsonProperty("anchored_at") String anchoredAt) {

    /** The newest of each log on each ledger, the newest first. */
    static List<AnchorLine> newest(LogStore store, long skipped, int limit) {
        record Found(String origin, HeldAnchor anchor) {}
        return store.logs().stream()
                .flatMap(log -> log.view().anchors().values().stream()
                        .map(held -> new Found(log.origin().toString(), held.newest())))
                .sorted(Comparator.comparingLong((Found found) -> found.anchor().anchoredAt())
                        .reversed())
                .skip(skipped)
                .limit(limit)
                .map(found -> of(found.origin(), found.anchor()))
                .toList();
    }

    /** On each ledger the first anchor that covers a tree of this size. */
    static List<AnchorLine> covering(StoredLog log, long size) {
        List<AnchorLine> lines = new ArrayList<>();
        log.view().anchors().keySet().stream()
                .sorted()
                .forEach(ledger -> log.anchorAt(ledger, size)
                        .ifPresent(anchor -> lines.add(of(log.origin().toString(), anchor))));
        return lines;
    }

    static AnchorLine of(String origin, HeldAnchor anchor) {
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
