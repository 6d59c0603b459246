package io.tombolo.attack;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What an attacker makes of the records that Kafka hands out. Called for each poll's records of one partition, in their order; a
 * partition that brought none is passed over.
 */
@FunctionalInterface
public interface RecordTap {

    /** The records that the reader is given. May be called by each thread that reads with these settings. */
    List<ConsumerRecord<byte[], byte[]>> apply(List<ConsumerRecord<byte[], byte[]>> records);

    /** Settings that put this tap into each Kafka consumer of bytes that is made with them. */
    default Map<String, Object> settings() {
        return Map.of(
                ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, List.of(TapInterceptor.class), TapInterceptor.TAP, this);
    }
}
