package io.tombolo.reconcile.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Comparable text of Avro values. A value that is not of its column's type has the hash of its own text after a {@code ?}. */
final class FeedText {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final Map<String, Long> MICROS = Map.of("millis", 1_000L, "micros", 1L);

    private FeedText() {}

    /** The schema without null, where it is a union with null. */
    static Schema bare(Schema schema) {
        if (!schema.isUnion()) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(one -> one.getType() != Schema.Type.NULL)
                .findFirst()
                .orElse(schema);
    }

    /** What one of the database's texts can't be is a difference, and not a reason to stop. */
    static Function<Object, String> guarded(Function<Object, @Nullable String> text) {
        return value -> {
            try {
                String told = text.apply(value);
                return told == null ? odd(value) : told;
            } catch (ClassCastException
                    | NullPointerException
                    | IllegalArgumentException
                    | IndexOutOfBoundsException
                    | ArithmeticException
                    | DateTimeException
                    | AvroRuntimeException e) {
                return odd(value);
            }
        };
    }

    private static String odd(Object value) {
        return "?" + Sha256.hex(value.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Function<Object, String> hashed(Function<Object, String> text) {
        return value -> Sha256.hex(text.apply(value).getBytes(StandardCharsets.UTF_8));
    }

    /** Numbers, truth values and names in plain. */
    static Function<Object, String> plain(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return guarded(value ->
                    new BigDecimal(new BigInteger(bytes((ByteBuffer) value)), decimal.getScale()).toPlainString());
        }
        return guarded(String::valueOf);
    }

    /** IEEE 754 bits of a double, 16 hexadecimal digits; a float is widened, which keeps its value. */
    static Function<Object, String> doubleBits(Schema schema) {
        return guarded(value -> String.format("%016x", Double.doubleToLongBits(((Number) value).doubleValue())));
    }

    /** The SHA-256 of text in UTF-8, or of bytes. */
    static String hash(Object value) {
        return Sha256.hex(
                value instanceof ByteBuffer buffer
                        ? bytes(buffer)
                        : value.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A time, or a date and time, in microseconds; a zoned one, which is text, since 1970 in UTC. */
    static Function<Object, String> micros(Schema schema) {
        String logical = schema.getProp("logicalType") == null ? "" : schema.getProp("logicalType");
        Long unit = MICROS.get(logical.substring(logical.lastIndexOf('-') + 1));
        if (unit != null) {
            return guarded(value -> Long.toString(Math.multiplyExact(((Number) value).longValue(), unit)));
        }
        return guarded(value -> {
            OffsetDateTime at = OffsetDateTime.parse(value.toString()).withOffsetSameInstant(ZoneOffset.UTC);
            return Long.toString(
                    Math.addExact(Math.multiplyExact(at.toEpochSecond(), MICROS_PER_SECOND), at.getNano() / 1_000));
        });
    }

    /** A bit string as a number in binary; Debezium gives its bytes from the last to the first. */
    static Function<Object, String> bits(Schema schema) {
        return guarded(value -> {
            byte[] little = bytes((ByteBuffer) value);
            byte[] big = new byte[little.length];
            for (int i = 0; i < little.length; i++) {
                big[i] = little[little.length - 1 - i];
            }
            return new BigInteger(1, big).toString(2);
        });
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
