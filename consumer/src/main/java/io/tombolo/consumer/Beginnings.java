package io.tombolo.consumer;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidGroupIdException;

/**
 * Where the reading of a partition begins. A reader that starts from the beginning means the log's, whatever the broker says is left of the
 * topic.
 */
final class Beginnings {
    private final Consumer<byte[], byte[]> bytes;
    private final boolean earliest;
    private final Set<TopicPartition> sought = new HashSet<>();
    private final Set<TopicPartition> soughtToBeginning = new HashSet<>();

    /**
     * One partition's beginning.
     *
     * @param position Kafka's
     * @param fromTheFirst whether all of the log is meant to be read
     * @param metadata what was committed with the group's offset, empty if nothing
     */
    record Beginning(long position, boolean fromTheFirst, String metadata) {}

    Beginnings(Consumer<byte[], byte[]> bytes, Map<String, Object> settings) {
        this.bytes = bytes;
        this.earliest = "earliest".equals(settings.get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG));
    }

    Beginning of(TopicPartition at) {
        OffsetAndMetadata committed = hasGroup() ? bytes.committed(Set.of(at)).get(at) : null;
        boolean fromTheFirst =
                soughtToBeginning.contains(at) || (earliest && committed == null && !sought.contains(at));
        return new Beginning(bytes.position(at), fromTheFirst, committed == null ? "" : committed.metadata());
    }

    void sought(Collection<TopicPartition> partitions, boolean toBeginning) {
        sought.addAll(partitions);
        soughtToBeginning.removeAll(partitions);
        if (toBeginning) {
            soughtToBeginning.addAll(partitions);
        }
    }

    void forget(TopicPartition at) {
        sought.remove(at);
        soughtToBeginning.remove(at);
    }

    private boolean hasGroup() {
        try {
            return !bytes.groupMetadata().groupId().isEmpty();
        } catch (InvalidGroupIdException e) {
            return false; // Kafka's way of saying that there is none.
        }
    }
}
