package io.tombolo.anchoring.streams;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * As {@link SourceOrder}, with old records held to a rate. They also stand behind newer ones of other partitions in the task's turns:
 * of both there are always some ready, and what is new should not wait for a backfill.
 */
final class PacedOrder implements TimestampExtractor {
    /** Turns that a poll of new records may be ahead of one of old records that came before it: few, so that the old never starve. */
    private static final long AHEAD = 10;

    private final Throttle throttle;
    private final LongSupplier wallClockMs;
    private final long olderThanMs;
    private final AtomicLong turn = new AtomicLong();

    PacedOrder(Throttle throttle, LongSupplier wallClockMs, long olderThanMs) {
        this.throttle = throttle;
        this.wallClockMs = wallClockMs;
        this.olderThanMs = olderThanMs;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> polled, long partitionTime) {
        long limit = wallClockMs.getAsLong() - olderThanMs;
        int old = 0;
        for (ConsumerRecord<byte[], byte[]> record : ((PolledRecords) polled.value()).records()) {
            // A record without a timestamp (-1) says nothing of its age: it counts as old.
            old += record.timestamp() < limit ? 1 : 0;
        }
        if (old == 0) {
            return turn.getAndIncrement();
        }
        throttle.take(old);
        return turn.getAndIncrement() + AHEAD;
    }
}
