package io.tombolo.verification.decoded;

import io.tombolo.protect.ProtectedFields;
import io.tombolo.protect.ProtectedType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro data as JSON text, with logical types as people write them: a decimal as a string with all its digits, a date as
 * {@code "2026-11-29"}, a UUID as itself. A value that its logical type has no form for stays the number or the bytes that it is.
 */
final class DecodedJson {

    private static final GenericData AVRO = GenericData.get();

    private final StringBuilder json = new StringBuilder();

    private DecodedJson() {}

    /** The text of a datum; a record brings its schema along, anything else is written as Avro does. */
    static String of(@Nullable Object datum) {
        if (datum instanceof byte[] bare) {
            return AVRO.toString(ByteBuffer.wrap(bare));
        }
        return datum instanceof IndexedRecord row ? of(row.getSchema(), row) : AVRO.toString(datum);
    }

    static String of(Schema schema, @Nullable Object datum) {
        DecodedJson text = new DecodedJson();
        text.write(schema, datum);
        return text.json.toString();
    }

    private void record(IndexedRecord row) {
        String between = "{";
        for (Schema.Field field : row.getSchema().getFields()) {
            json.append(between).append(AVRO.toString(field.name())).append(": ");
            write(field.schema(), row.get(field.pos()));
            between = ", ";
        }
        json.append(between.equals("{") ? "{}" : "}");
    }

    private void write(Schema schema, @Nullable Object given) {
        if (given == null) {
            json.append("null");
            return;
        }
        Schema withheld = ProtectedFields.withheld(schema, given);
        if (withheld != null) {
            withheld(String.valueOf(withheld.getObjectProp(ProtectedType.GROUP)));
            return;
        }
        Schema hidden = ProtectedFields.hidden(schema);
        if (hidden != null && (given instanceof byte[] || given instanceof ByteBuffer)) {
            write(ProtectedType.of(hidden).orElseThrow().of(), given);
            return;
        }
        // The bounded decoder has bare bytes where Avro's own has a buffer.
        Object value = given instanceof byte[] bare ? ByteBuffer.wrap(bare) : given;
        switch (schema.getType()) {
            case UNION -> write(schema.getTypes().get(AVRO.resolveUnion(schema, value)), value);
            case RECORD -> record((IndexedRecord) value);
            case ARRAY -> array(schema.getElementType(), (Collection<?>) value);
            case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
            default -> {
                String told = decoded(schema, value);
                json.append(AVRO.toString(told == null ? value : told));
            }
        }
    }

    private void withheld(String group) {
        json.append("{\"withheld\": ").append(AVRO.toString(group)).append('}');
    }

    private void array(Schema item, Collection<?> values) {
        String between = "[";
        for (Object value : values) {
            json.append(between);
            write(item, value);
            between = ", ";
        }
        json.append(values.isEmpty() ? "[]" : "]");
    }

    private void map(Schema item, Map<?, ?> values) {
        String between = "{";
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            json.append(between)
                    .append(AVRO.toString(String.valueOf(entry.getKey())))
                    .append(": ");
            write(item, entry.getValue());
            between = ", ";
        }
        json.append(values.isEmpty() ? "{}" : "}");
    }

    /** What a logical type makes of a value; null without one that says more than the value. */
    private static @Nullable String decoded(Schema schema, Object value) {
        LogicalType type = schema.getLogicalType();
        // Avro drops a logical type that it does not know, or whose attributes are wrong.
        String name = type == null ? String.valueOf(schema.getProp(LogicalType.LOGICAL_TYPE_PROP)) : type.getName();
        try {
            if (type instanceof LogicalTypes.Decimal decimal) {
                return new BigDecimal(new BigInteger(bytes(value)), decimal.getScale()).toPlainString();
            }
            if (value instanceof GenericFixed fixed) {
                return fixed(name, fixed.bytes());
            }
            return value instanceof Number number ? time(name, number.longValue()) : null;
        } catch (DateTimeException | ArithmeticException | NumberFormatException | BufferUnderflowException e) {
            return null; // also for a decimal of no bytes, and a UUID of too few
        }
    }

    private static @Nullable String time(String type, long value) {
        return switch (type) {
            case "date" -> LocalDate.ofEpochDay(value).toString();
            case "time-millis" ->
                DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(Math.multiplyExact(value, 1_000_000L)));
            case "time-micros" ->
                DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(Math.multiplyExact(value, 1_000L)));
            case "timestamp-millis" -> instant(value, ChronoUnit.MILLIS).toString();
            case "timestamp-micros" -> instant(value, ChronoUnit.MICROS).toString();
            case "timestamp-nanos" -> instant(value, ChronoUnit.NANOS).toString();
            case "local-timestamp-millis" -> local(value, ChronoUnit.MILLIS);
            case "local-timestamp-micros" -> local(value, ChronoUnit.MICROS);
            case "local-timestamp-nanos" -> local(value, ChronoUnit.NANOS);
            default -> null;
        };
    }

    private static Instant instant(long value, ChronoUnit unit) {
        return Instant.EPOCH.plus(value, unit);
    }

    private static String local(long value, ChronoUnit unit) {
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                LocalDateTime.ofInstant(instant(value, unit), ZoneOffset.UTC));
    }

    private static @Nullable String fixed(String type, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (type) {
            case "uuid" -> new UUID(buffer.getLong(), buffer.getLong()).toString();
            case "duration" -> {
                buffer.order(ByteOrder.LITTLE_ENDIAN);
                long months = Integer.toUnsignedLong(buffer.getInt());
                long days = Integer.toUnsignedLong(buffer.getInt());
                long millis = Integer.toUnsignedLong(buffer.getInt());
                String time =
                        millis == 0 ? "" : Duration.ofMillis(millis).toString().substring(1);
                Period period = Period.of(0, Math.toIntExact(months), Math.toIntExact(days));
                yield period.isZero() && !time.isEmpty() ? "P" + time : period + time;
            }
            default -> null;
        };
    }

    private static byte[] bytes(Object value) {
        if (value instanceof GenericFixed fixed) {
            return fixed.bytes();
        }
        byte[] bytes = new byte[((ByteBuffer) value).remaining()];
        ((ByteBuffer) value).duplicate().get(bytes);
        return bytes;
    }
}
