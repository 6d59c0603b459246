package io.tombolo.anchoring.append;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record's value on its way through Streams, which tells neither a missing timestamp nor the record's own to a processor. The
 * timestamp extractor is the one that sees the whole record, and leaves it here.
 */
final class SourceRecord {
    final byte @Nullable [] value;

    @Nullable ConsumerRecord<Object, Object> whole;

    SourceRecord(byte @Nullable [] value) {
        this.value = value;
    }
}
