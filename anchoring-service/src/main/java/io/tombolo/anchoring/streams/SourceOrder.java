package io.tombolo.anchoring.streams;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Gives Streams a rising number for a timestamp, so that the partitions of a task take turns, a poll's records each: by the records'
 * own timestamps an old topic's backfill would hold up all others, and a record without one would be dropped.
 */
final class SourceOrder implements TimestampExtractor {
    private final AtomicLong turn = new AtomicLong();

    @Override
    public long extract(ConsumerRecord<Object, Object> polled, long partitionTime) {
        // One writer per task; threads may share the number, which costs fairness nothing.
        return turn.getAndIncrement();
    }
}
