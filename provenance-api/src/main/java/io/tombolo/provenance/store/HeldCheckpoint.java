package io.tombolo.provenance.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.merkle.Hash;

/**
 * One sealed head as the read side keeps and lists it; in JSON, the hash is Base64, as the note writes it.
 *
 * @param size number of leaves
 * @param firstIndex first leaf of the batch that this head sealed
 * @param firstOffset Kafka offset of that leaf
 * @param lastOffset Kafka offset of the last leaf
 * @param topic the dataset's Kafka topic
 * @param sealedAt milliseconds since 1970, by the owner's clock
 * @param note the signed note
 */
public record HeldCheckpoint(
        @JsonProperty("size") long size,
        @JsonProperty("root") Hash root,
        @JsonProperty("first_index") long firstIndex,
        @JsonProperty("first_offset") long firstOffset,
        @JsonProperty("last_offset") long lastOffset,
        @JsonProperty("topic") String topic,
        @JsonProperty("sealed_at") long sealedAt,
        @JsonProperty("note") String note) {}
