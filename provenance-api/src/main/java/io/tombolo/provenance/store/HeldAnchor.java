package io.tombolo.provenance.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.json.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One anchored head as the read side keeps and lists it; in JSON, hash and receipt are Base64.
 *
 * @param size number of leaves
 * @param ledger the ledger's name, as {@code fabric:tombolo/anchors}
 * @param block number of the block, where the ledger has reported it
 * @param anchoredAt milliseconds since 1970, the ledger transaction's time
 * @param note the signed note as the ledger holds it
 * @param receipt in its ledger's own encoding, where one was read
 */
public record HeldAnchor(
        @JsonProperty("size") long size,
        @JsonProperty("root") Hash root,
        @JsonProperty("ledger") String ledger,
        @JsonProperty("transaction_id") String transactionId,
        @JsonProperty("block") @Nullable Long block,
        @JsonProperty("anchored_at") long anchoredAt,
        @JsonProperty("note") String note,
        @JsonProperty("receipt") @Nullable Bytes receipt) {}
