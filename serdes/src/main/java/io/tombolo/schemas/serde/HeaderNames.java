package io.tombolo.schemas.serde;

import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.contract.Topics;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Finds the last header of a name by the name's bytes. Kafka decodes every name that it compares, once for each record, which took a
 * third of the time of hashing.
 *
 * <p>Reads two private fields: {@code RecordHeaders.headers} and {@code RecordHeader.keyBuffer}. Where a version of Kafka lacks them,
 * names are compared as Kafka does it; {@code HeaderNamesTest} then fails and names the field. The names looked for are ASCII, so
 * equal bytes and equal texts are the same thing.
 */
final class HeaderNames {
    private static final byte[] SALT = Topics.SALT_HEADER.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEY_FRAME = Frame.KEY_HEADER.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUE_FRAME = Frame.VALUE_HEADER.getBytes(StandardCharsets.US_ASCII);

    private static final @Nullable MethodHandle LIST = getter(RecordHeaders.class, "headers", List.class);
    private static final @Nullable MethodHandle NAME = getter(RecordHeader.class, "keyBuffer", ByteBuffer.class);

    private HeaderNames() {}

    /** Whether this version of Kafka has the fields. */
    static boolean readsBytes() {
        return LIST != null && NAME != null;
    }

    /** As {@link Headers#lastHeader}. */
    static @Nullable Header last(Headers headers, String name) {
        byte @Nullable [] bytes = bytes(name);
        MethodHandle list = LIST;
        MethodHandle nameOf = NAME;
        if (bytes == null || list == null || nameOf == null || headers.getClass() != RecordHeaders.class) {
            return headers.lastHeader(name);
        }
        try {
            List<?> all = (List<?>) (List) list.invokeExact((RecordHeaders) headers);
            for (int i = all.size() - 1; i >= 0; i--) {
                Header header = (Header) all.get(i);
                if (header instanceof RecordHeader raw && header.getClass() == RecordHeader.class) {
                    // Null once somebody asked for the name, and where it was made from a text.
                    ByteBuffer undecoded = (ByteBuffer) nameOf.invokeExact(raw);
                    if (undecoded != null) {
                        if (equal(undecoded, bytes)) {
                            return header;
                        }
                        continue;
                    }
                }
                if (header.key().equals(name)) {
                    return header;
                }
            }
            return null;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a field's getter throws nothing", e);
        }
    }

    private static boolean equal(ByteBuffer undecoded, byte[] name) {
        int from = undecoded.position();
        if (undecoded.limit() - from != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (undecoded.get(from + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] bytes(String name) {
        return switch (name) {
            case Topics.SALT_HEADER -> SALT;
            case Frame.KEY_HEADER -> KEY_FRAME;
            case Frame.VALUE_HEADER -> VALUE_FRAME;
            default -> null;
        };
    }

    private static @Nullable MethodHandle getter(Class<?> type, String field, Class<?> of) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findGetter(type, field, of);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
