package io.tombolo.consumer.audit;

/**
 * Records that the log holds and Kafka does not, where the topic's own settings account for it: a run of them, with no other
 * sealed record between. The broker's word: whoever runs it may have set what it says.
 *
 * @param firstLeaf the first one's leaf in the log
 * @param firstOffset the first one's Kafka offset
 * @param count how many; offsets are not dense, so fewer than from the first to the last
 */
public record GoneRecords(Reason reason, int partition, long firstLeaf, long firstOffset, long lastOffset, long count) {
    /** Why a broker lets a record go. */
    public enum Reason {
        /** Below the partition's first offset, in a topic whose records are deleted by age or size. */
        EXPIRED,
        /** In a topic that keeps the last record of each key. */
        COMPACTED
    }

    /** Whether a leaf comes right behind it. */
    boolean isFollowedBy(long leaf) {
        return firstLeaf + count == leaf;
    }

    /** The run with one more at its end. */
    GoneRecords and(long offset) {
        return new GoneRecords(reason, partition, firstLeaf, firstOffset, offset, count + 1);
    }
}
