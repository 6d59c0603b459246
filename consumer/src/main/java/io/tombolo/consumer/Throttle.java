package io.tombolo.consumer;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Stops fetching a partition as long as too many of its records wait. What the application pauses is kept apart from that: neither
 * undoes the other, and it sees only its own.
 */
final class Throttle {
    private final Consumer<byte[], byte[]> bytes;
    private final Predicate<TopicPartition> isFull;
    private final Predicate<TopicPartition> hasRoom;
    private final Set<TopicPartition> full = new HashSet<>();
    private final Set<TopicPartition> paused = new HashSet<>();

    Throttle(Consumer<byte[], byte[]> bytes, Predicate<TopicPartition> isFull, Predicate<TopicPartition> hasRoom) {
        this.bytes = bytes;
        this.isFull = isFull;
        this.hasRoom = hasRoom;
    }

    /** Whether some partition is not fetched at present because it is full. */
    boolean isActive() {
        return !full.isEmpty();
    }

    void adjust(Collection<TopicPartition> partitions) {
        for (TopicPartition at : partitions) {
            if (isFull.test(at) && full.add(at)) {
                bytes.pause(List.of(at));
            } else if (full.contains(at) && hasRoom.test(at)) {
                release(at);
            }
        }
    }

    /** Nothing of this partition waits any more. */
    void release(TopicPartition at) {
        if (full.remove(at) && !paused.contains(at) && bytes.assignment().contains(at)) {
            bytes.resume(List.of(at));
        }
    }

    /** The partition went elsewhere. */
    void forget(TopicPartition at) {
        full.remove(at);
        paused.remove(at);
    }

    /** The application's own pause. */
    void pause(Collection<TopicPartition> partitions) {
        bytes.pause(partitions);
        paused.addAll(partitions);
    }

    void resume(Collection<TopicPartition> partitions) {
        bytes.resume(partitions.stream().filter(at -> !full.contains(at)).toList());
        partitions.forEach(paused::remove);
    }

    /** What the application paused. */
    Set<TopicPartition> paused() {
        return Set.copyOf(paused);
    }
}
