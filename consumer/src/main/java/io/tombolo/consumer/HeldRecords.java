package io.tombolo.consumer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Records that were fetched and not delivered yet, by partition, in their order. */
final class HeldRecords {
    private final Map<TopicPartition, Queue> queues = new HashMap<>();

    /** One partition's records, and when the polls came that brought them (nanoseconds). */
    private static final class Queue {
        private final Deque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
        private final Deque<Arrival> arrivals = new ArrayDeque<>();
    }

    private record Arrival(long lastOffset, long at) {}

    void add(TopicPartition at, List<ConsumerRecord<byte[], byte[]>> records, long now) {
        if (!records.isEmpty()) {
            Queue queue = queues.computeIfAbsent(at, key -> new Queue());
            queue.records.addAll(records);
            queue.arrivals.add(new Arrival(records.get(records.size() - 1).offset(), now));
        }
    }

    Deque<ConsumerRecord<byte[], byte[]>> of(TopicPartition at) {
        Queue queue = queues.get(at);
        return queue == null ? new ArrayDeque<>() : queue.records;
    }

    /** The partitions of which something is held. */
    List<TopicPartition> partitions() {
        return queues.entrySet().stream()
                .filter(entry -> !entry.getValue().records.isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The offset of the first record that is held. */
    OptionalLong first(TopicPartition at) {
        ConsumerRecord<byte[], byte[]> first = of(at).peekFirst();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.offset());
    }

    /** Whether the first record of a partition has been held for longer than this. */
    boolean isOlderThan(TopicPartition at, Duration patience, long now) {
        Queue queue = queues.get(at);
        if (queue == null || queue.records.isEmpty()) {
            return false;
        }
        long first = queue.records.getFirst().offset();
        while (queue.arrivals.size() > 1 && queue.arrivals.getFirst().lastOffset() < first) {
            queue.arrivals.removeFirst();
        }
        return now - queue.arrivals.getFirst().at() > patience.toNanos();
    }

    void forget(TopicPartition at) {
        queues.remove(at);
    }
}
