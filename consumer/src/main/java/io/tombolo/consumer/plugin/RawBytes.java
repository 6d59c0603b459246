package io.tombolo.consumer.plugin;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a key or value was deserialised from, on their way from the deserializer to the interceptor: a header that never
 * leaves the consumer.
 */
final class RawBytes implements Header {
    static final String KEY = "tombolo-raw-key";
    static final String VALUE = "tombolo-raw-value";

    private final String key;
    private final byte @Nullable [] value;

    RawBytes(String key, byte @Nullable [] value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    @SuppressWarnings("NullAway") // a header's value may be null, which Kafka does not annotate
    public byte @Nullable [] value() {
        return value;
    }

    /** Takes a part's bytes out of the headers; of a part that is bytes itself they are that. */
    static byte @Nullable [] take(String part, @Nullable Object deserialised, Headers headers) {
        Header kept = headers.lastHeader(part);
        // A record may come with a header of this name from outside; only our own counts, and none of them continues.
        headers.remove(part);
        if (kept instanceof RawBytes raw) {
            return raw.value();
        }
        if (deserialised == null) {
            return null;
        }
        if (deserialised instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalStateException(part + ": no bytes of a "
                + deserialised.getClass().getName() + "; " + RawKeepingDeserializer.class.getName() + " keeps them");
    }
}
