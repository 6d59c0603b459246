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
 * Finds the last header of a name by the name's bytes, and reads its value. Kafka decodes every name that it compares, once
 * for each record, which took a third of the time of hashing.
 *
 * <p>Reads three private fields: {@code RecordHeaders.headers}, {@code RecordHeader.keyBuffer} and {@code RecordHeader.valueBuffer}. Where a
 * version of Kafka lacks them, headers are read as Kafka does it; {@code HeaderNamesTest} then fails and names the field. The names looked for
 * are ASCII, so equal bytes and equal texts are the same thing.
 */
final class HeaderNames {
    private static final ByteBuffer SALT = ascii(Topics.SALT_HEADER);
    private static final ByteBuffer KEY_FRAME = ascii(Frame.KEY_HEADER);
    private static final ByteBuffer VALUE_FRAME = ascii(Frame.VALUE_HEADER);

    private static final @Nullable MethodHandle LIST = getter(RecordHeaders.class, "headers", List.class);
    private static final @Nullable MethodHandle NAME = getter(RecordHeader.class, "keyBuffer", ByteBuffer.class);
    private static final @Nullable MethodHandle VALUE = getter(RecordHeader.class, "valueBuffer", ByteBuffer.class);

    private HeaderNames() {}

    /** Whether this version of Kafka has the fields. */
    static boolean readsBytes() {
        return LIST != null && NAME != null && VALUE != null;
    }

    /** As {@link Headers#lastHeader}. */
    static @Nullable Header last(Headers headers, String name) {
        ByteBuffer bytes = bytes(name);
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
                        if (undecoded.equals(bytes)) {
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

    /** As {@link Header#value}, without Kafka's lock around the first reading of each header. */
    static byte @Nullable [] value(Header header) {
        MethodHandle valueOf = VALUE;
        if (valueOf == null || header.getClass() != RecordHeader.class) {
            return header.value();
        }
        try {
            // Null once somebody asked for the value, and where it was made from an array.
            ByteBuffer unread = (ByteBuffer) valueOf.invokeExact((RecordHeader) header);
            if (unread == null) {
                return header.value();
            }
            byte[] value = new byte[unread.remaining()];
            unread.get(unread.position(), value);
            return value;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a field's getter throws nothing", e);
        }
    }

    private static @Nullable ByteBuffer bytes(String name) {
        return switch (name) {
            case Topics.SALT_HEADER -> SALT;
            case Frame.KEY_HEADER -> KEY_FRAME;
            case Frame.VALUE_HEADER -> VALUE_FRAME;
            default -> null;
        };
    }

    private static ByteBuffer ascii(String name) {
        return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII));
    }

    private static @Nullable MethodHandle getter(Class<?> type, String field, Class<?> of) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findGetter(type, field, of);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
