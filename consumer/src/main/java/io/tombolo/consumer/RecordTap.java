package io.tombolo.consumer;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Stands between what Kafka hands out and what is verified: the place at which a test or a demonstration plays the attacker.
 * Called for each poll's records of one partition, in their order; also with none.
 */
@FunctionalInterface
public interface RecordTap {

    /** Nothing is touched. */
    RecordTap NONE = records -> records;

    /** The records that go on to the verifier. */
    List<ConsumerRecord<byte[], byte[]>> apply(List<ConsumerRecord<byte[], byte[]>> records);
}
