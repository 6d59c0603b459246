package io.tombolo.consumer.plugin;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What a poll returns that may not be used: whatever is asked of it throws. Kafka swallows an interceptor's own exceptions, and passes on
 * the records as if nothing had happened; this is the one way in which an interceptor can stop a reader.
 */
final class FailedRecords<K, V> extends ConsumerRecords<K, V> {
    private final Supplier<RuntimeException> failure;

    FailedRecords(Supplier<RuntimeException> failure) {
        super(Map.of(), Map.of());
        this.failure = failure;
    }

    @Override
    public List<ConsumerRecord<K, V>> records(TopicPartition partition) {
        throw failure.get();
    }

    @Override
    public Iterable<ConsumerRecord<K, V>> records(String topic) {
        throw failure.get();
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> nextOffsets() {
        throw failure.get();
    }

    @Override
    public Set<TopicPartition> partitions() {
        throw failure.get();
    }

    @Override
    public Iterator<ConsumerRecord<K, V>> iterator() {
        throw failure.get();
    }

    @Override
    public int count() {
        throw failure.get();
    }

    @Override
    public boolean isEmpty() {
        throw failure.get();
    }
}
