package io.tombolo.anchoring.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PacedOrderTest {
    private static final long NOW_MS = 1_000_000_000;

    private long nanos;
    private final Throttle throttle = new Throttle(2_000, () -> nanos, pause -> nanos += pause);
    private final PacedOrder order = new PacedOrder(throttle, () -> NOW_MS, 60_000);

    @Test
    void holdsOldRecordsToTheirRate() {
        for (int i = 0; i < 100; i++) {
            order.extract(polled(100, NOW_MS - 60_001), 0);
        }

        assertThat(nanos / 1e9).isBetween(4.9, 5.01);
    }

    @Test
    void neverMakesNewRecordsWait() {
        for (int i = 0; i < 100; i++) {
            order.extract(polled(100, NOW_MS - 59_999), 0);
        }

        assertThat(nanos).isZero();
    }

    @Test
    void countsARecordWithoutATimestampAsOld() {
        for (int i = 0; i < 200; i++) {
            order.extract(polled(10, -1), 0);
        }

        assertThat(nanos / 1e9).isBetween(0.9, 1.01);
    }

    @Test
    void givesNewRecordsATurnBeforeOldOnesThatCameEarlierButStarvesNone() {
        long old = order.extract(polled(1, 0), 0);
        long young = order.extract(polled(1, NOW_MS), 0);
        long later = young;
        for (int i = 0; i < 20; i++) {
            later = order.extract(polled(1, NOW_MS), 0);
        }

        assertThat(young).isLessThan(old);
        assertThat(later).isGreaterThan(old);
    }

    /** A poll as Streams shows it to the extractor: the value is what was unwrapped. */
    private static ConsumerRecord<Object, Object> polled(int count, long timestamp) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new ConsumerRecord<>(
                    "t",
                    0,
                    i,
                    timestamp,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    new byte[0],
                    new byte[0],
                    new RecordHeaders(),
                    Optional.empty()));
        }
        return new ConsumerRecord<>("t", 0, 0, new byte[0], new PolledRecords(records));
    }
}
