package io.tombolo.connectors.row;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;

/**
 * The type of a column, as Connect knows it and as a person writes it: {@code long}, {@code double}, {@code boolean},
 * {@code date}, {@code timestamp}, {@code string}, {@code json},
 * {@code object} or {@code decimal(SCALE)}.
 *
 * @param kind what the values are
 * @param scale digits behind the point, for decimals; otherwise 0
 */
public record ColumnType(Kind kind, int scale) {

    /** What a column's values are. */
    public enum Kind {
        LONG,
        DOUBLE,
        BOOLEAN,
        DATE,
        TIMESTAMP,
        DECIMAL,
        STRING,
        /** Any JSON value, as its text. */
        JSON,
        /** What is claimed of a large object that stays where it is. */
        OBJECT
    }

    static final ColumnType STRING = new ColumnType(Kind.STRING, 0);

    /** A type without a scale. */
    public static ColumnType of(Kind kind) {
        return new ColumnType(kind, 0);
    }

    /** Reads what {@link #toString} writes. */
    static ColumnType parse(String text) {
        String type = text.trim().toLowerCase(Locale.ROOT);
        if (type.startsWith("decimal(") && type.endsWith(")")) {
            String digits = type.substring("decimal(".length(), type.length() - 1);
            int comma = digits.indexOf(',');
            return new ColumnType(
                    Kind.DECIMAL, Integer.parseInt(digits.substring(comma + 1).trim()));
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.DECIMAL && kind.name().toLowerCase(Locale.ROOT).equals(type)) {
                return of(kind);
            }
        }
        throw new IllegalArgumentException("column type '" + text
                + "': not one of long, double, boolean, date, timestamp, decimal(SCALE), string, json, object");
    }

    Schema schema(boolean required) {
        SchemaBuilder schema = switch (kind) {
            case LONG -> SchemaBuilder.int64();
            case DOUBLE -> SchemaBuilder.float64();
            case BOOLEAN -> SchemaBuilder.bool();
            case DATE -> Date.builder();
            case TIMESTAMP -> Timestamp.builder();
            case DECIMAL -> Decimal.builder(scale);
            case STRING, JSON -> SchemaBuilder.string();
            case OBJECT -> ObjectStruct.schema();
        };
        return required ? schema.build() : schema.optional().build();
    }

    /** The value that {@code text} stands for; throws {@link IllegalArgumentException} or a date's own when it stands for none. */
    public Object value(String text) {
        return switch (kind) {
            case LONG -> Long.parseLong(text);
            case DOUBLE -> number(text);
            case BOOLEAN -> bool(text);
            case DATE ->
                java.util.Date.from(
                        LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
            case TIMESTAMP -> java.util.Date.from(instant(text));
            case DECIMAL -> BoundedDecimal.parse(text, scale);
            case STRING, JSON -> text;
            case OBJECT -> throw new IllegalArgumentException("an object is told in JSON only");
        };
    }

    private static double number(String text) {
        char last = text.charAt(text.length() - 1);
        if (!(last >= '0' && last <= '9') && last != '.') {
            // Java also reads 1d, 1f, NaN, Infinity and hexadecimal; a CSV's numbers are none of these.
            throw new NumberFormatException(text);
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new NumberFormatException(text);
        }
        return value;
    }

    private static boolean bool(String text) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw new IllegalArgumentException(text);
    }

    /** ISO 8601 with an offset, to the millisecond: anything finer would be lost, so it is refused. */
    private static Instant instant(String text) {
        String iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        Instant instant = iso.endsWith("Z")
                ? Instant.parse(iso)
                : OffsetDateTime.parse(iso).toInstant();
        if (!instant.truncatedTo(ChronoUnit.MILLIS).equals(instant)) {
            throw new DateTimeParseException("finer than a millisecond", text, 0);
        }
        return instant;
    }

    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.DECIMAL ? name + "(" + scale + ")" : name;
    }
}
