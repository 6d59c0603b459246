package io.tombolo.verification.verdict;

/**
 * The record that a verdict is about, or the records.
 *
 * @param origin the log: {@code organisation/dataset/partition}
 * @param index the first record's leaf index in that log
 * @param offset the first record's Kafka offset at the owner's cluster
 * @param lastIndex the last record's leaf index; as {@code index} for a single one
 * @param lastOffset the last record's offset
 * @param records how many there are
 */
public record Subject(String origin, long index, long offset, long lastIndex, long lastOffset, long records) {
    /** A single record. */
    public static Subject of(String origin, long index, long offset) {
        return new Subject(origin, index, offset, index, offset, 1);
    }

    /** Whether every leaf from the first to the last is there, so that nothing was left out between them. */
    public boolean isGapless() {
        return lastIndex - index + 1 == records;
    }
}
