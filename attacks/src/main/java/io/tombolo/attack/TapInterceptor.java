package io.tombolo.attack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's own hook between its client and the reader, so that what is attacked needs no door for it. Made by Kafka, see {@link
 * RecordTap#settings()}. Kafka logs what a tap throws, and then hands out the records as they were.
 */
public final class TapInterceptor implements ConsumerInterceptor<byte[], byte[]> {
    static final String TAP = "tombolo.attack.tap";

    private @Nullable RecordTap tap;

    @Override
    public void configure(Map<String, ?> settings) {
        tap = (RecordTap) settings.get(TAP);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> polled) {
        RecordTap attacker = Objects.requireNonNull(tap, TAP);
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        for (TopicPartition at : polled.partitions()) {
            records.put(at, attacker.apply(polled.records(at)));
        }
        return new ConsumerRecords<>(records, polled.nextOffsets());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
}
