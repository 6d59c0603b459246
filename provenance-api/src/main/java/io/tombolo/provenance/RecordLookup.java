package io.tombolo.provenance;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the topic has at an offset. */
sealed interface RecordLookup {
    record Found(ConsumerRecord<byte[], byte[]> record) implements RecordLookup {}

    /** Expired, deleted or compacted away: the log still holds its entry, nobody here holds its bytes. */
    record Gone() implements RecordLookup {}

    record NoSuchTopic() implements RecordLookup {}
}
