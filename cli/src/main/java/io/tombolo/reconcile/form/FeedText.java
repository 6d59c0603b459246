package io.tombolo.reconcile.form;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Comparable text of Avro values. What can't be read as its column's type keeps its own text after a {@code ?}. */
final class FeedText {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
    private static final Map<String, Long> MICROS = Map.of("millis", 1_000L, "micros", 1L);
    private static final Pattern INTERVAL =
            Pattern.compile("P(?:(-?\\d+)Y)?(?:(-?\\d+)M)?(?:(-?\\d+)D)?(?:T(?:(-?\\d+)H)?(?:(-?\\d+)M)?"
                    + "(?:(-?\\d+(?:\\.\\d+)?)S)?)?");

    private FeedText() {}

    /** The schema without null, where it is a union with null. */
    static Schema bare(Schema schema) {
        if (!schema.isUnion()) {
            return schema;
        }
        List<Schema> others = schema.getTypes().stream()
                .filter(one -> one.getType() != Schema.Type.NULL)
                .toList();
        return others.size() == 1 ? others.get(0) : schema;
    }

    static String logicalName(Schema schema) {
        return schema.getProp("logicalType") == null ? "" : schema.getProp("logicalType");
    }

    /** Numbers, truth values and names in plain. */
    static Function<Object, String> plain(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return value ->
                    new BigDecimal(new BigInteger(bytes((ByteBuffer) value)), decimal.getScale()).toPlainString();
        }
        return String::valueOf;
    }

    /** A number's digits without zeros at the end of its fraction. */
    static String trimmed(Object value) {
        try {
            BigDecimal number = new BigDecimal(value.toString()).stripTrailingZeros();
            return (number.scale() < 0 ? number.setScale(0) : number).toPlainString();
        } catch (NumberFormatException e) {
            return value.toString();
        }
    }

    /** IEEE 754 bits of a double, 16 hexadecimal digits; a float is widened, which keeps its value. */
    static String doubleBits(Object value) {
        return value instanceof Number number
                ? String.format("%016x", Double.doubleToLongBits(number.doubleValue()))
                : "?" + value;
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
        String logical = logicalName(schema);
        Long unit = MICROS.get(logical.substring(logical.lastIndexOf('-') + 1));
        return value -> {
            if (value instanceof Number number && unit != null) {
                return Long.toString(Math.multiplyExact(number.longValue(), unit));
            }
            try {
                String text = value.toString();
                if (text.indexOf('T') < 0) {
                    OffsetTime time = OffsetTime.parse(text);
                    long micros = time.toLocalTime().toNanoOfDay() / 1_000
                            - time.getOffset().getTotalSeconds() * MICROS_PER_SECOND;
                    return Long.toString(Math.floorMod(micros, MICROS_PER_DAY));
                }
                OffsetDateTime at = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
                return Long.toString(
                        Math.addExact(Math.multiplyExact(at.toEpochSecond(), MICROS_PER_SECOND), at.getNano() / 1_000));
            } catch (DateTimeParseException | ArithmeticException e) {
                return "?" + value;
            }
        };
    }

    /** An interval as months, days and microseconds. */
    static String interval(Object value) {
        Matcher parts = INTERVAL.matcher(value.toString());
        if (!parts.matches()) {
            return "?" + value;
        }
        BigDecimal seconds = parts.group(6) == null ? BigDecimal.ZERO : new BigDecimal(parts.group(6));
        long micros = Duration.ofHours(number(parts.group(4)))
                                .plusMinutes(number(parts.group(5)))
                                .toSeconds()
                        * MICROS_PER_SECOND
                + seconds.movePointRight(6).longValue();
        return number(parts.group(1)) * 12 + number(parts.group(2)) + "," + number(parts.group(3)) + "," + micros;
    }

    /** A bit string without its leading zeros; Debezium gives its bytes from the last to the first. */
    static String bits(Object value) {
        if (!(value instanceof ByteBuffer buffer)) {
            return "?" + value;
        }
        byte[] little = bytes(buffer);
        byte[] big = new byte[little.length];
        for (int i = 0; i < little.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        String digits = new BigInteger(1, big).toString(2);
        return digits.equals("0") ? "" : digits;
    }

    /** A list's items between braces, {@code ~} for a null. */
    static Function<Object, String> items(Function<Object, String> item) {
        return value -> {
            if (!(value instanceof List<?> list)) {
                return "?" + value;
            }
            List<String> texts = new ArrayList<>(list.size());
            for (Object one : list) {
                texts.add(one == null ? "~" : item.apply(one));
            }
            return "{" + String.join(",", texts) + "}";
        };
    }

    /** A point's two coordinates. */
    static String point(Object value) {
        return value instanceof GenericRecord point && point.hasField("x") && point.hasField("y")
                ? doubleBits(point.get("x")) + "," + doubleBits(point.get("y"))
                : "?" + (value instanceof IndexedRecord ? "record" : value);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
