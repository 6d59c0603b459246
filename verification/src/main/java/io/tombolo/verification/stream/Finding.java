package io.tombolo.verification.stream;

import io.tombolo.verification.verdict.Refusal;

/**
 * One thing that differs between what was read and what was sealed.
 *
 * @param index the leaf's index in the log, {@link #NONE} when the log has no such leaf
 * @param offset the Kafka offset at which it was found, or was due; {@link #NONE} when no single offset is meant
 * @param detail what was found and what was due, in one line
 */
public record Finding(Refusal refusal, String origin, long index, long offset, String detail) {
    /** No leaf, or no single offset. */
    public static final long NONE = -1;
}
