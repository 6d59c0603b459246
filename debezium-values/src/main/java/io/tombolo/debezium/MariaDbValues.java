package io.tombolo.debezium;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Passes on MariaDB's and MySQL's dates and times as {@link Captured} text in ISO 8601, times as microseconds. Debezium reads dates
 * with a zero in them as null, and shares the beginning of 1970 instead where a column is NOT NULL.
 */
public final class MariaDbValues implements CustomConverter<SchemaBuilder, RelationalColumn> {

    private static final String ZERO_DATE = "a date with a zero for its month or day is not a date";
    private static final int NO_YEAR = 1900;
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

    @Override
    public void configure(Properties settings) {
        // nothing to choose
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        String type = column.typeName().toUpperCase(Locale.ROOT);
        boolean required = !column.isOptional();
        switch (type) {
            case "DATE", "DATETIME", "TIMESTAMP", "TIME" ->
                registration.register(Captured.schema("mariadb", column), value -> captured(type, value, required));
            case "BIT" ->
                registration.register(
                        bits(column), value -> bits(value, column.length().orElse(1)));
            case "YEAR" -> registration.register(SchemaBuilder.int32().optional(), MariaDbValues::year);
            default -> {
                // Debezium hands these on as they are
            }
        }
    }

    private static SchemaBuilder bits(RelationalColumn column) {
        return column.length().orElse(1) == 1
                ? SchemaBuilder.bool().optional()
                : SchemaBuilder.bytes().optional();
    }

    /** The lowest first, in bytes of their own: Debezium turns those of a row round in place, for its key and for its value. */
    private static @Nullable Object bits(@Nullable Object value, int length) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        BitSet bits = value instanceof BitSet set ? set : BitSet.valueOf(reversed((byte[]) value));
        if (length == 1) {
            return bits.get(0);
        }
        return Arrays.copyOf(bits.toByteArray(), (length + 7) / 8);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    /** The log counts from 1900, and has 0 for the year 0000: no other is as early. */
    private static @Nullable Object year(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        int year = value instanceof Year known
                ? known.getValue()
                : value instanceof Number number ? number.intValue() : Integer.parseInt(value.toString());
        return year == NO_YEAR ? 0 : year;
    }

    private static @Nullable Object captured(String type, @Nullable Object value, boolean required) {
        if (value == null) {
            return required ? Captured.FAILED + ZERO_DATE : null;
        }
        if (value instanceof Timestamp time && type.equals("DATETIME") && inTheGap(time.toLocalDateTime())) {
            return Captured.FAILED + "the driver gives one time for this one and for another one, ten days apart "
                    + "(5 to 24 October 1582): the log distinguishes them, a snapshot does not";
        }
        String text = text(value, type);
        // No timestamp is as early as this: a zero date is written so to the log.
        return type.equals("TIMESTAMP") && text.startsWith("1970-01-01T00:00:00")
                ? Captured.FAILED + ZERO_DATE
                : Captured.VALUE + text;
    }

    private static String text(Object value, String type) {
        if (value instanceof LocalDate date) {
            return date.toString();
        }
        if (value instanceof LocalDateTime time) {
            return time(time);
        }
        if (value instanceof Timestamp time) {
            // A local time was set by its fields, in the calendar that changes in 1582; the other is a moment.
            return time(
                    type.equals("DATETIME")
                            ? time.toLocalDateTime()
                            : LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC));
        }
        if (value instanceof ZonedDateTime time) {
            return time(time.withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime());
        }
        if (value instanceof OffsetDateTime time) {
            return time(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
        }
        if (value instanceof Duration time) {
            return Long.toString(Math.floorDiv(time.toNanos() + 500, 1_000));
        }
        return value.toString();
    }

    private static boolean inTheGap(LocalDateTime time) {
        return time.getYear() == 1582
                && time.getMonth() == Month.OCTOBER
                && time.getDayOfMonth() >= 15
                && time.getDayOfMonth() <= 24;
    }

    /** To the nearest microsecond: Debezium reads them through floating-point numbers. */
    private static String time(LocalDateTime time) {
        return MOMENT.format(time.plusNanos(500));
    }
}
