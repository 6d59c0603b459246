package io.tombolo.anchoring.leaf;

import io.tombolo.anchoring.dataset.Dataset;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the entry of a record. For one thread at a time. */
interface EntryMaker {
    /**
     * What became of a record.
     *
     * @param reason short code why it could not be decoded; null when it could
     * @param detail a sentence about it; null when it could be decoded
     */
    record Form(@Nullable String reason, @Nullable String detail) {
        static final Form DECODED = new Form(null, null);
    }

    /** Writes the record's 50 bytes into {@code out} at {@code at}. */
    Form write(Dataset dataset, ConsumerRecord<byte[], byte[]> record, byte[] out, int at);
}
