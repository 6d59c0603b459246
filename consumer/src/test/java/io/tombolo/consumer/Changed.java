package io.tombolo.consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record with something else in it than its producer put there. */
public final class Changed {
    private Changed() {}

    /** A millisecond later. */
    static ConsumerRecord<byte[], byte[]> later(ConsumerRecord<byte[], byte[]> record) {
        return with(record, record.timestamp() + 1, record.value());
    }

    public static ConsumerRecord<byte[], byte[]> value(ConsumerRecord<byte[], byte[]> record, byte[] value) {
        return with(record, record.timestamp(), value);
    }

    private static ConsumerRecord<byte[], byte[]> with(
            ConsumerRecord<byte[], byte[]> record, long timestamp, byte[] value) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                timestamp,
                record.timestampType(),
                record.serializedKeySize(),
                value.length,
                record.key(),
                value,
                record.headers(),
                record.leaderEpoch());
    }
}
