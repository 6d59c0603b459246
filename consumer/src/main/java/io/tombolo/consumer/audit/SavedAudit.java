package io.tombolo.consumer.audit;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.DatasetId;
import java.time.Instant;
import java.util.List;

/**
 * An audit that was not carried to its end, to be gone on with.
 *
 * @param question digest of what the audit asks: policy and formats; another question is another audit
 * @param begunAt when the first run began
 */
public record SavedAudit(DatasetId dataset, Hash question, Instant begunAt, List<SavedPartition> partitions) {
    public SavedAudit {
        partitions = List.copyOf(partitions);
    }

    /** How many events had been compared, all partitions together. */
    public long events() {
        return partitions.stream().mapToLong(one -> one.compared().end()).sum();
    }
}
