package io.tombolo.consumer.watch;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Copies of a dataset in other clusters, where a record is at another offset than the one that was sealed. */
final class Mirrors {
    /** Header with a record's offset in the owner's topic: 8 bytes, big-endian. It is trusted no more than the record is. */
    static final String OFFSET_HEADER = "tombolo-offset";

    /** What represents an offset that nobody named. */
    static final long NONE = -1;

    private Mirrors() {}

    /** The original offset of a mirrored record. The last header counts, as with the salt. */
    static long originalOffset(ConsumerRecord<?, ?> record) {
        Header header = record.headers().lastHeader(OFFSET_HEADER);
        if (header == null || header.value() == null || header.value().length != Long.BYTES) {
            return NONE;
        }
        return Math.max(NONE, ByteBuffer.wrap(header.value()).getLong());
    }
}
