package io.tombolo.consumer.listen;

import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Hears verdicts. A verifying consumer calls it on the polling thread; the interceptor on a thread of its own, one call at a time.
 */
public interface VerdictListener {
    /** Nobody listens. */
    VerdictListener NONE = new VerdictListener() {};

    /** A record was fetched, and its verdict is to come. */
    default void read(ConsumerRecord<?, ?> record) {}

    /** All records up to this offset that were not refused have this level; called before those that were held for it are delivered. */
    default void reached(TopicPartition partition, long lastOffset, Level level) {}

    /** Something is refused. */
    default void refused(TopicPartition partition, Finding finding) {}

    /** The log holds a record that Kafka does not have any more, and the configuration allows for that. */
    default void gone(TopicPartition partition, Finding finding) {}

    /**
     * A held record is refused and is not delivered ({@code OnRefusal.SKIP}). Called before a later record is delivered or committed:
     * what is thrown here is thrown by {@code poll}, and the record is tried again.
     */
    default void skipped(ConsumerRecord<byte[], byte[]> record, Finding finding) {}

    /** The log or the registry can't be asked now; reading continues, verdicts wait. */
    default void delayed(TopicPartition partition, String why) {}

    /** Both hear everything, this one first. */
    default VerdictListener and(VerdictListener other) {
        return new BothListeners(this, other);
    }
}
