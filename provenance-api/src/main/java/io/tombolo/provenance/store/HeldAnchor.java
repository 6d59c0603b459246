package io.tombolo.provenance.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One anchored head as the read side keeps and lists it.
 *
 * @param size number of leaves
 * @param root Base64 of the 32 byte tree hash
 * @param ledger the ledger's name, as {@code fabric:tombolo/anchors}
 * @param block number of the block, where the ledger has reported it
 * @param anchoredAt milliseconds since 1970, the ledger transaction's time
 * @param note the signed note as the ledger holds it
 * @param receipt Base64 of the receipt in its ledger's own encoding, where one was read
 */
public record HeldAnchor(
        @JsonProperty("size") long size,
        @JsonProperty("root") String root,
        @JsonProperty("ledger") String ledger,
        @JsonProperty("transaction_id") String transactionId,
        @JsonProperty("block") @Nullable Long block,
        @JsonProperty("anchored_at") long anchoredAt,
        @JsonProperty("note") String note,
        @JsonProperty("receipt") @Nullable String receipt) {}
