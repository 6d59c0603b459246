package io.tombolo.consumer;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Stops fetching a partition as long as too many of its records wait. Partitions that the application paused stay paused. */
final class Throttle {
    private final Consumer<byte[], byte[]> bytes;
    private final Predicate<TopicPartition> isFull;
    private final Predicate<TopicPartition> hasRoom;
    private final Set<TopicPartition> paused = new HashSet<>();

    Throttle(Consumer<byte[], byte[]> bytes, Predicate<TopicPartition> isFull, Predicate<TopicPartition> hasRoom) {
        this.bytes = bytes;
        this.isFull = isFull;
        this.hasRoom = hasRoom;
    }

    /** Whether some partition is not fetched at present. */
    boolean isActive() {
        return !paused.isEmpty();
    }

    void adjust(Collection<TopicPartition> partitions) {
        for (TopicPartition at : partitions) {
            if (isFull.test(at) && !bytes.paused().contains(at)) {
                bytes.pause(List.of(at));
                paused.add(at);
            } else if (paused.contains(at) && hasRoom.test(at)) {
                release(at);
            }
        }
    }

    void release(TopicPartition at) {
        if (paused.remove(at) && bytes.assignment().contains(at)) {
            bytes.resume(List.of(at));
        }
    }
}
