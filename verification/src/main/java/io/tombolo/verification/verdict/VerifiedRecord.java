package io.tombolo.verification.verdict;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A record as the log's owner committed to it, in the bytes that were verified. {@code DecodedRecord} gives its fields by name.
 *
 * @param index the leaf's
 * @param offset the Kafka offset at the owner's cluster
 * @param disclosed the keys of protected fields that the file discloses; each opens its field
 */
public record VerifiedRecord(
        long index,
        long offset,
        Optional<Instant> timestamp,
        Optional<RecordPart> key,
        Optional<RecordPart> value,
        List<DisclosedField> disclosed) {
    public VerifiedRecord {
        disclosed = List.copyOf(disclosed);
    }

    /** Nothing is disclosed. */
    public VerifiedRecord(
            long index,
            long offset,
            Optional<Instant> timestamp,
            Optional<RecordPart> key,
            Optional<RecordPart> value) {
        this(index, offset, timestamp, key, value, List.of());
    }
}
