package io.tombolo.attack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What an attacker makes of the records that Kafka hands out. Called for each poll's records of one partition, in their order; a
 * partition that brought none is passed over.
 */
@FunctionalInterface
public interface RecordTap {
    /** The setting that holds the tap. */
    String SETTING = "tombolo.attack.tap";

    /** The records that the reader is given. May be called by each thread that reads with these settings. */
    List<ConsumerRecord<byte[], byte[]>> apply(List<ConsumerRecord<byte[], byte[]>> records);

    /** Settings that put this tap into each Kafka consumer of bytes that is made with them. */
    default Map<String, Object> settings() {
        return Map.of(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, List.of(Interceptor.class), SETTING, this);
    }

    /**
     * Kafka's own hook between its client and the reader, so that the reader needs none for attacks. Made by Kafka, which logs what a
     * tap throws, and then hands out the records as they were.
     */
    final class Interceptor implements ConsumerInterceptor<byte[], byte[]> {
        private @Nullable RecordTap tap;

        @Override
        public void configure(Map<String, ?> settings) {
            tap = (RecordTap) settings.get(SETTING);
        }

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> polled) {
            RecordTap attacker = Objects.requireNonNull(tap, SETTING);
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
}
