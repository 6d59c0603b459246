package io.tombolo.verification.verdict;

import java.time.Instant;
import java.util.Optional;

/**
 * A record as the log's owner committed to it, in the bytes that were verified. {@code DecodedRecord} gives its fields by name.
 *
 * @param index the leaf's
 * @param offset the Kafka offset at the owner's cluster
 */
public record VerifiedRecord(
        long index, long offset, Optional<Instant> timestamp, Optional<RecordPart> key, Optional<RecordPart> value) {}
