package io.tombolo.anchoring.streams;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * What one poll returned of one partition, in offset order: the unit that goes through Streams, so that its cost per record is paid
 * once for thousands of them (docs/adr/0080). At least one record.
 */
record PolledRecords(List<ConsumerRecord<byte[], byte[]>> records) {
    PolledRecords {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("records of a poll: 0, at least 1");
        }
    }

    /**
     * One record that represents all of them. It has the offset of the first, so that Streams never commits past a record that was not
     * processed, and the lengths of all together, for Streams' metrics. It carries the records where bytes can't: beside the headers.
     */
    ConsumerRecord<byte[], byte[]> asOne() {
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        int keys = 0;
        int values = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            keys += Math.max(0, record.serializedKeySize());
            values += Math.max(0, record.serializedValueSize());
        }
        return new ConsumerRecord<>(
                first.topic(),
                first.partition(),
                first.offset(),
                first.timestamp(),
                TimestampType.NO_TIMESTAMP_TYPE,
                keys,
                values,
                null,
                null,
                new Carrier(this),
                first.leaderEpoch());
    }

    private static final class Carrier extends RecordHeaders {
        private final PolledRecords carried;

        Carrier(PolledRecords carried) {
            this.carried = carried;
        }
    }

    /** Takes the records out of what {@link #asOne()} made. */
    static final class Unwrap implements Deserializer<PolledRecords> {
        @Override
        public PolledRecords deserialize(String topic, byte @Nullable [] data) {
            throw new IllegalStateException("topic " + topic + ": a record that PollingClients did not fetch");
        }

        @Override
        public PolledRecords deserialize(String topic, Headers headers, byte @Nullable [] data) {
            return headers instanceof Carrier carrier ? carrier.carried : deserialize(topic, data);
        }
    }
}
