package io.tombolo.connectors.captured;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** What the dates and times of MariaDB and MySQL become; all other types come in Debezium's own form. */
final class MariaDbForms {

    private static final int MILLIS_DIGITS = 3;
    private static final long MICROS = 1_000_000;
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final long DAY_MICROS = 86_400 * MICROS;

    private MariaDbForms() {}

    static Form of(Declared column) {
        return switch (column.type().toUpperCase(Locale.ROOT)) {
            case "DATE" ->
                Form.named(SchemaBuilder.int32(), "io.debezium.time.Date", parsed(text ->
                        (int) LocalDate.parse(text).toEpochDay()));
            case "DATETIME" ->
                column.length() <= MILLIS_DIGITS
                        ? Form.named(
                                SchemaBuilder.int64(),
                                "io.debezium.time.Timestamp",
                                parsed(text -> Math.floorDiv(micros(text), 1_000)))
                        : Form.named(
                                SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp", parsed(MariaDbForms::micros));
            case "TIMESTAMP" -> new Form(Schema.OPTIONAL_STRING_SCHEMA, parsed(text -> utc(text, column.length())));
            case "TIME" -> Form.named(SchemaBuilder.int64(), "io.debezium.time.MicroTime", MariaDbForms::ofDay);
            default -> Form.TEXT;
        };
    }

    private static Function<String, Object> parsed(Function<String, Object> value) {
        return text -> {
            try {
                return value.apply(text);
            } catch (DateTimeParseException e) {
                throw new BadValueException(text, "is not a date");
            }
        };
    }

    private static long micros(String text) {
        LocalDateTime time = LocalDateTime.parse(text);
        return ChronoUnit.MICROS.between(EPOCH, time);
    }

    private static String utc(String text, int digits) {
        int point = text.indexOf('.');
        return (digits <= 0 ? text.substring(0, point) : text.substring(0, point + 1 + Math.min(digits, 6))) + "Z";
    }

    private static Object ofDay(String micros) {
        long time = Long.parseLong(micros);
        if (time < 0 || time > DAY_MICROS) {
            String clock = String.format(
                    Locale.ROOT,
                    "%s%d:%02d:%02d.%06d",
                    time < 0 ? "-" : "",
                    Math.abs(time) / (3_600 * MICROS),
                    Math.abs(time) / (60 * MICROS) % 60,
                    Math.abs(time) / MICROS % 60,
                    Math.abs(time) % MICROS);
            throw new BadValueException(clock, "a time of Avro lies between 00:00:00 and 24:00:00");
        }
        return time;
    }
}
