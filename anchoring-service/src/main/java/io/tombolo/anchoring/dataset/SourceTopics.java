package io.tombolo.anchoring.dataset;

import io.tombolo.anchoring.config.AnchoringConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** What the cluster says of source topics now. Safe for use by several threads. */
public interface SourceTopics {
    /** Asks the cluster. {@code admin} stays the caller's. */
    static SourceTopics of(Admin admin, AnchoringConfig config) {
        return new AdminSourceTopics(admin, config.id(), new OffsetReset(config));
    }

    /** Kafka's own id of the topic that has this name: another id under the same name is another topic. */
    Uuid id(String topic);

    /** The id, asked for after {@code afterMs} (wall clock); null when there is no such topic any more. */
    @Nullable Uuid idAfter(String topic, long afterMs);

    /** The offset that the service had committed for a partition at some time after {@code afterMs} (wall clock); -1 for none. */
    long committedOffset(String topic, int partition, long afterMs);

    /** The first offset that retention, compaction and deletion have left. */
    long firstOffset(String topic, int partition);

    /** Commits offset 0 for the service, wherever it was. */
    void backToStart(String topic, int partition);
}
