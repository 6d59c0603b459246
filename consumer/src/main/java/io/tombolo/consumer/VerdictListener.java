package io.tombolo.consumer;

import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Hears verdicts on the polling thread. */
public interface VerdictListener {
    /** Nobody listens. */
    VerdictListener NONE = new VerdictListener() {};

    /** All records up to this offset that were not refused have this level. */
    default void reached(TopicPartition partition, long lastOffset, Level level) {}

    /** Something is refused. */
    default void refused(TopicPartition partition, Finding finding) {}

    /** The log holds a record that Kafka does not have any more, and the configuration allows for that. */
    default void gone(TopicPartition partition, Finding finding) {}

    /** A held record is refused and was not delivered ({@link OnRefusal#SKIP}). */
    default void skipped(ConsumerRecord<byte[], byte[]> record, Finding finding) {}

    /** The log can't be asked now; reading goes on, verdicts wait. */
    default void delayed(TopicPartition partition, String why) {}
}
