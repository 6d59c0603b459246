package io.tombolo.connectors.captured;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Dates and times in the text that PostgreSQL writes with {@code DateStyle=ISO}. */
final class PostgresTime {

    private static final int MILLIS_DIGITS = 3;
    private static final int MOST_DIGITS = 6;
    private static final long MICROS = 1_000_000;

    private PostgresTime() {}

    static Form date() {
        return Form.named(SchemaBuilder.int32(), "io.debezium.time.Date", PostgresTime::days);
    }

    static Form time(int declared) {
        return digits(declared) <= MILLIS_DIGITS
                ? Form.named(SchemaBuilder.int32(), "io.debezium.time.Time", text -> (int) (dayMicros(text) / 1_000))
                : Form.named(SchemaBuilder.int64(), "io.debezium.time.MicroTime", PostgresTime::dayMicros);
    }

    static Form timestamp(int declared) {
        return digits(declared) <= MILLIS_DIGITS
                ? Form.named(SchemaBuilder.int64(), "io.debezium.time.Timestamp", PostgresTime::millis)
                : Form.named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp", PostgresTime::micros);
    }

    /** ISO 8601 in UTC, with as many digits of a second's fraction as declared; {@code infinity} stays what it is. */
    static Form zoned(int declared) {
        int digits = digits(declared);
        return new Form(Schema.OPTIONAL_STRING_SCHEMA, text -> utc(text, digits));
    }

    private static int digits(int declared) {
        return declared < 0 || declared > MOST_DIGITS ? MOST_DIGITS : declared;
    }

    private static Object days(String text) {
        refuseInfinity(text, "a date of Avro");
        return (int) day(text).toEpochDay();
    }

    private static Object millis(String text) {
        refuseInfinity(text, "a timestamp of Avro");
        return moment(text, bare(text)).toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private static long micros(String text) {
        refuseInfinity(text, "a timestamp of Avro");
        LocalDateTime time = moment(text, bare(text));
        try {
            long seconds = Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), MICROS);
            return Math.addExact(seconds, time.get(ChronoField.MICRO_OF_SECOND));
        } catch (ArithmeticException e) {
            throw new BadValueException(text, "is later than microseconds in 64 bits reach (the year 294247)");
        }
    }

    private static void refuseInfinity(String text, String what) {
        if (text.endsWith("infinity")) {
            throw new BadValueException(text, what + " cannot be infinite");
        }
    }

    private static Object utc(String text, int digits) {
        if (text.endsWith("infinity")) {
            return text;
        }
        String time = bare(text);
        int sign = Math.max(time.lastIndexOf('+'), time.lastIndexOf('-'));
        LocalDateTime there = moment(text, time.substring(0, sign));
        LocalDateTime utc = there.minusSeconds(offsetSeconds(time.substring(sign)));
        StringBuilder iso = new StringBuilder(40)
                .append(utc.toLocalDate())
                .append('T')
                .append(two(utc.getHour()))
                .append(':')
                .append(two(utc.getMinute()))
                .append(':')
                .append(two(utc.getSecond()));
        if (digits > 0) {
            String fraction = Integer.toString(1_000_000_000 + utc.get(ChronoField.NANO_OF_SECOND));
            iso.append('.').append(fraction, 1, 1 + digits);
        }
        return iso.append('Z').toString();
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static int offsetSeconds(String offset) {
        int seconds = Integer.parseInt(offset, 1, 3, 10) * 3_600;
        if (offset.length() >= 6) {
            seconds += Integer.parseInt(offset, 4, 6, 10) * 60;
        }
        if (offset.length() >= 9) {
            seconds += Integer.parseInt(offset, 7, 9, 10);
        }
        return offset.charAt(0) == '-' ? -seconds : seconds;
    }

    /** Without the era. */
    private static String bare(String text) {
        return text.endsWith(" BC") ? text.substring(0, text.length() - 3) : text;
    }

    private static LocalDate day(String text) {
        return date(text, bare(text), text.endsWith(" BC"));
    }

    private static LocalDateTime moment(String text, String time) {
        int space = time.indexOf(' ');
        if (space < 0) {
            throw new BadValueException(text, "is not a timestamp");
        }
        LocalDate day = date(text, time.substring(0, space), text.endsWith(" BC"));
        return day.atStartOfDay().plusNanos(dayMicros(time.substring(space + 1)) * 1_000);
    }

    private static LocalDate date(String text, String date, boolean beforeChrist) {
        int month = date.indexOf('-');
        try {
            int year = Integer.parseInt(date, 0, month, 10);
            return LocalDate.of(
                    beforeChrist ? 1 - year : year,
                    Integer.parseInt(date, month + 1, month + 3, 10),
                    Integer.parseInt(date, month + 4, month + 6, 10));
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new BadValueException(text, "is not a date");
        }
    }

    /** Microseconds since midnight; 24:00:00 is the end of the day. */
    private static long dayMicros(String time) {
        long seconds = Integer.parseInt(time, 0, 2, 10) * 3_600L
                + Integer.parseInt(time, 3, 5, 10) * 60L
                + Integer.parseInt(time, 6, 8, 10);
        long micros = 0;
        if (time.length() > 9) {
            String fraction = (time.substring(9) + "000000").substring(0, MOST_DIGITS);
            micros = Integer.parseInt(fraction);
        }
        return seconds * MICROS + micros;
    }
}
