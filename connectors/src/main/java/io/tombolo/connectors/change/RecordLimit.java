package io.tombolo.connectors.change;

import io.tombolo.connectors.source.Change.Op;
import java.util.Locale;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * How large an event may be, so that one that Kafka would not take is refused alone: the producer's refusal would end the task.
 *
 * @param bytes of key and value in Avro, without headers
 */
record RecordLimit(int bytes) {

    /** What Kafka and the registry add to a key and a value: the batch's and the record's heads, two frames, the salt. */
    static final int ADDED_BY_KAFKA = 1 << 10;

    /** Kafka's own default, {@code max.request.size} of a producer; a topic's default is 12 bytes more. */
    static final int DEFAULT = (1 << 20) - ADDED_BY_KAFKA;

    /** An event that is larger than Kafka takes. */
    static final class TooLongException extends DataException {
        private static final long serialVersionUID = 1L;

        private TooLongException(String message) {
            super(message);
        }
    }

    /**
     * Makes sure that an event fits.
     *
     * @throws TooLongException names the size, the limit and what to raise
     */
    void check(String topic, Op op, @Nullable Schema keySchema, @Nullable Object key, Schema schema, Object event) {
        long keyMost = keySchema == null ? 0 : AvroSize.most(keySchema, key);
        if (keyMost + AvroSize.most(schema, event) <= bytes) {
            return;
        }
        long keySize = keySchema == null ? 0 : AvroSize.of(keySchema, key);
        long size = keySize + AvroSize.of(schema, event);
        if (size > bytes) {
            throw new TooLongException(String.format(
                    Locale.ROOT,
                    "%s of %,d bytes as an event, %,d of them its key, limit %,d. To share such records, raise together"
                            + " max.message.bytes of the topic %s (or message.max.bytes of the broker),"
                            + " producer.override.max.request.size of the connector and %s of its transform",
                    op,
                    size,
                    keySize,
                    bytes,
                    topic,
                    ChangeConfig.RECORD_MAX_BYTES));
        }
    }
}
