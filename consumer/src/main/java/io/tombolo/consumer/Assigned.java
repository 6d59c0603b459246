package io.tombolo.consumer;

import io.tombolo.consumer.watch.Watches;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/** What is assigned is watched, from where its reading begins; nothing is kept of what is not, or is read from elsewhere. */
final class Assigned {
    private final Consumer<byte[], byte[]> bytes;
    private final Beginnings beginnings;
    private final Watches watches;
    private final HeldRecords held;
    private final Throttle throttle;
    private final boolean gapsAllowed;

    Assigned(
            Consumer<byte[], byte[]> bytes,
            Beginnings beginnings,
            Watches watches,
            HeldRecords held,
            Throttle throttle,
            boolean gapsAllowed) {
        this.bytes = bytes;
        this.beginnings = beginnings;
        this.watches = watches;
        this.held = held;
        this.throttle = throttle;
        this.gapsAllowed = gapsAllowed;
    }

    /** Begins to watch partitions that are not watched yet, at the position that reading will begin at. */
    void watch(Collection<TopicPartition> partitions) {
        for (TopicPartition at : partitions) {
            if (watches.dataset(at.topic()).isPresent() && !watches.isWatched(at)) {
                begin(at, beginnings.of(at));
            }
        }
    }

    private void begin(TopicPartition at, Beginnings.Beginning beginning) {
        if (beginning.fromTheFirst() && !gapsAllowed) {
            watches.begin(at, 0, beginning.metadata());
        } else if (!watches.isMirror(at.topic())) {
            watches.begin(at, beginning.position(), beginning.metadata());
            if (beginning.fromTheFirst() && beginning.position() > 0) {
                watches.expiredBefore(at, beginning.position());
            }
        }
    }

    /** Begins to watch a mirror's partition: only its first record says where in the owner's topic that is. */
    void watchMirror(TopicPartition at, long original) {
        watches.begin(at, original, beginnings.of(at).metadata());
    }

    /** Leaves what is not assigned any more; to be called before it could be assigned again, at another position. */
    void leaveOthers() {
        Set<TopicPartition> assigned = bytes.assignment();
        Set<TopicPartition> others = new HashSet<>(watches.partitions());
        others.addAll(held.partitions());
        others.removeAll(assigned);
        leave(others);
    }

    private void leave(Collection<TopicPartition> partitions) {
        partitions.forEach(at -> {
            throttle.forget(at);
            forget(at);
            beginnings.forget(at);
        });
    }

    void sought(Collection<TopicPartition> partitions, boolean toBeginning) {
        beginnings.sought(partitions, toBeginning);
        List.copyOf(partitions).forEach(this::forget);
    }

    private void forget(TopicPartition at) {
        watches.end(at);
        held.forget(at);
        throttle.release(at);
    }

    /** Follows rebalances, and passes them on. */
    ConsumerRebalanceListener following(Optional<ConsumerRebalanceListener> application) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                application.ifPresent(listener -> listener.onPartitionsAssigned(partitions));
                watch(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                application.ifPresent(listener -> listener.onPartitionsRevoked(partitions));
                leave(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                application.ifPresent(listener -> listener.onPartitionsLost(partitions));
                leave(partitions);
            }
        };
    }
}
