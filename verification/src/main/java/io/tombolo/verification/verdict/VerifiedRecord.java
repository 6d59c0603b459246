package io.tombolo.verification.verdict;

import io.tombolo.verification.json.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * A record as the log's owner committed to it, in the bytes that were verified. {@code DecodedRecord} gives its fields by name.
 *
 * @param index the leaf's
 * @param offset the Kafka offset at the owner's cluster
 */
public record VerifiedRecord(
        long index, long offset, Optional<Instant> timestamp, Optional<Part> key, Optional<Part> value) {
    /**
     * A key or a value.
     *
     * @param schema for framed Avro, the schema in its canonical form; empty for raw bytes
     * @param bytes behind the registry's frame when there is a schema; otherwise all of the part
     */
    public record Part(Optional<String> schema, Bytes bytes) {}
}
