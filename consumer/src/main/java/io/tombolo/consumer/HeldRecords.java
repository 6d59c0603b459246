package io.tombolo.consumer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Records that were fetched and not delivered yet, by partition, in their order: whole polls, so that no record is moved for it. */
final class HeldRecords {
    private final Map<TopicPartition, Queue> queues = new LinkedHashMap<>();

    private static final class Queue {
        private final Deque<Polled> polls = new ArrayDeque<>();
        private int size;
    }

    /** What is left of one poll. */
    static final class Polled {
        private final List<ConsumerRecord<byte[], byte[]>> records;
        private final IntToLongFunction said;
        private final long at;
        private int from;

        private Polled(List<ConsumerRecord<byte[], byte[]>> records, IntToLongFunction said, long at) {
            this.records = records;
            this.said = said;
            this.at = at;
        }

        List<ConsumerRecord<byte[], byte[]>> records() {
            return from == 0 ? records : records.subList(from, records.size());
        }

        int size() {
            return records.size() - from;
        }

        ConsumerRecord<byte[], byte[]> record(int i) {
            return records.get(from + i);
        }

        /** The offset that verification uses. */
        long said(int i) {
            return said.applyAsLong(from + i);
        }
    }

    /**
     * Holds a poll's records.
     *
     * @param said the offset that verification uses, of the record with that number
     * @param now nanoseconds
     */
    void add(TopicPartition at, List<ConsumerRecord<byte[], byte[]>> records, IntToLongFunction said, long now) {
        if (!records.isEmpty()) {
            Queue queue = queues.computeIfAbsent(at, key -> new Queue());
            queue.polls.add(new Polled(records, said, now));
            queue.size += records.size();
        }
    }

    /** The partitions of which something is held, those that were served last at the end. */
    List<TopicPartition> partitions() {
        return List.copyOf(queues.keySet());
    }

    boolean holds(TopicPartition at) {
        return queues.containsKey(at);
    }

    int size(TopicPartition at) {
        Queue queue = queues.get(at);
        return queue == null ? 0 : queue.size;
    }

    /** What is left of the oldest poll; there must be something. */
    Polled oldest(TopicPartition at) {
        Queue queue = queues.get(at);
        if (queue == null) {
            throw new IllegalStateException("nothing is held of " + at);
        }
        return queue.polls.getFirst();
    }

    /** Drops so many of the oldest poll's records: they were delivered, or left out permanently. */
    void drop(TopicPartition at, int count) {
        Queue queue = queues.get(at);
        if (queue == null || count == 0) {
            return;
        }
        Polled first = queue.polls.getFirst();
        first.from += count;
        queue.size -= count;
        if (first.size() == 0) {
            queue.polls.removeFirst();
        }
        queues.remove(at);
        if (queue.size > 0) {
            queues.put(at, queue);
        }
    }

    /** The offset of the first record that is held. */
    OptionalLong first(TopicPartition at) {
        return holds(at) ? OptionalLong.of(oldest(at).record(0).offset()) : OptionalLong.empty();
    }

    /** Whether the first record of a partition has been held for longer than this. */
    boolean isOlderThan(TopicPartition at, Duration patience, long now) {
        return holds(at) && now - oldest(at).at > patience.toNanos();
    }

    void forget(TopicPartition at) {
        queues.remove(at);
    }
}
