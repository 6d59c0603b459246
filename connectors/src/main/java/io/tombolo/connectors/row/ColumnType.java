package io.tombolo.connectors.row;

import io.tombolo.connectors.json.BadJsonException;
import io.tombolo.connectors.json.StrictJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
 * @param scale digits after the decimal point, for decimals; otherwise 0
 */
public record ColumnType(Kind kind, int scale) {

    /** How exactly a value must be written for a column's type to hold it. */
    public enum Exactness {
        /** The type was given by a person: the value counts, {@code 1.50} is 1.5. */
        BY_VALUE,
        /** The type was inferred, so the text may be a code or a version: the type must render the text that the source has. */
        AS_WRITTEN,
        /** As {@link #AS_WRITTEN}, and no two texts may give one value, because two keys must not become one. */
        KEY;

        /** What holds for a column. */
        public static Exactness of(boolean inferred, boolean key) {
            return key ? KEY : inferred ? AS_WRITTEN : BY_VALUE;
        }
    }

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
            return new ColumnType(
                    Kind.DECIMAL,
                    scale(digits.substring(digits.indexOf(',') + 1).trim()));
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.DECIMAL && kind.name().toLowerCase(Locale.ROOT).equals(type)) {
                return of(kind);
            }
        }
        throw new IllegalArgumentException("column type '" + text
                + "': not one of long, double, boolean, date, timestamp, decimal(SCALE), string, json, object");
    }

    private static int scale(String digits) {
        if (!digits.matches("[0-9]{1,4}") || Integer.parseInt(digits) > NumberText.MOST_DIGITS) {
            throw new IllegalArgumentException(
                    "decimal scale '" + digits + "': must be 0 to " + NumberText.MOST_DIGITS);
        }
        return Integer.parseInt(digits);
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

    /**
     * The value that {@code text} represents, exactly.
     *
     * @throws BadValueException when the type can't hold it
     */
    public Object value(String text, Exactness exactness) {
        return switch (kind) {
            case LONG -> longValue(text, exactness);
            case DOUBLE -> doubleValue(text, exactness, false);
            case BOOLEAN -> booleanValue(text, exactness);
            case DATE -> date(text, exactness);
            case TIMESTAMP -> timestamp(text, exactness);
            case DECIMAL -> decimalValue(text, exactness);
            case STRING -> text;
            case JSON -> json(text);
            case OBJECT -> throw BadValueException.value("is not an object, which only JSON can describe");
        };
    }

    /**
     * As {@link #value(String, Exactness)}, of a text whose numbers may have a comma where others have a point, and points between
     * groups of three digits where the value alone counts.
     */
    public Object value(String text, Exactness exactness, boolean decimalComma) {
        boolean number = kind == Kind.LONG || kind == Kind.DOUBLE || kind == Kind.DECIMAL;
        if (!decimalComma || !number) {
            return value(text, exactness);
        }
        return value(
                exactness == Exactness.BY_VALUE ? DecimalComma.ungrouped(text) : DecimalComma.withPoint(text),
                exactness);
    }

    private long longValue(String text, Exactness exactness) {
        if (NumberGuess.isShortWhole(text)) {
            return Long.parseLong(text);
        }
        NumberText number = NumberText.of(text);
        if (number == null || !number.isWhole()) {
            throw isNot();
        }
        Long asWritten = NumberGuess.longOf(number);
        if (asWritten != null) {
            return asWritten;
        }
        if (number.isNegativeZero()) {
            throw BadValueException.value("has a sign that a long does not keep");
        }
        if (number.size() > NumberGuess.DIGITS_OF_SOME_LONG
                || number.decimal(0).unscaledValue().bitLength() >= Long.SIZE) {
            throw BadValueException.value("is not a long: it is outside " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
        }
        BigInteger value = number.decimal(0).unscaledValue();
        if (exactness != Exactness.BY_VALUE) {
            throw wouldBecome(value.toString());
        }
        return value.longValueExact();
    }

    /**
     * As {@link #value(String, Exactness)}, of a double that its source says is a number: it may have an exponent then.
     *
     * @throws BadValueException when the type can't hold it
     */
    public Object number(String text, Exactness exactness) {
        return doubleValue(text, exactness, true);
    }

    private double doubleValue(String text, Exactness exactness, boolean exponents) {
        NumberText number = NumberText.of(text);
        if (number == null) {
            throw isNot();
        }
        Double value = number.exactDouble();
        if (value == null) {
            throw BadValueException.value("is not exactly a double");
        }
        boolean key = exactness == Exactness.KEY;
        boolean asWritten = number.isTidy()
                && (!number.hasExponent() || (exponents && !key))
                && !(number.isWhole() && number.isNegativeZero())
                && !(key && number.endsInPointZero());
        if (exactness != Exactness.BY_VALUE && !asWritten) {
            throw wouldBecome(value.toString());
        }
        return value;
    }

    private String json(String text) {
        try {
            StrictJson.read(text);
            return text;
        } catch (BadJsonException e) {
            throw BadValueException.value("is not JSON: " + e.detail());
        }
    }

    private BigDecimal decimalValue(String text, Exactness exactness) {
        NumberText number = NumberText.of(text);
        if (number == null) {
            throw isNot();
        }
        BigDecimal value = number.decimal(scale);
        if (exactness != Exactness.BY_VALUE && !value.toPlainString().equals(text)) {
            throw wouldBecome(value.toPlainString());
        }
        return value;
    }

    private boolean booleanValue(String text, Exactness exactness) {
        boolean truth = text.equals("true");
        if (truth || text.equals("false")) {
            return truth;
        }
        String lower = text.length() <= 5 ? text.toLowerCase(Locale.ROOT) : "";
        if (!lower.equals("true") && !lower.equals("false")) {
            throw isNot();
        }
        if (exactness != Exactness.BY_VALUE) {
            throw wouldBecome(lower);
        }
        return lower.equals("true");
    }

    private java.util.Date date(String text, Exactness exactness) {
        if (IsoText.isDate(text)) {
            return java.util.Date.from(Instant.ofEpochMilli(IsoText.millis(text)));
        }
        LocalDate day;
        try {
            day = LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw isNot();
        }
        if (exactness != Exactness.BY_VALUE) {
            throw wouldBecome(day.toString());
        }
        return java.util.Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** ISO 8601 with an offset, to the millisecond: anything finer would be lost, and so would a leap second. */
    private java.util.Date timestamp(String text, Exactness exactness) {
        if (IsoText.isTimestamp(text) && (exactness != Exactness.KEY || !text.endsWith(".000Z"))) {
            return java.util.Date.from(Instant.ofEpochMilli(IsoText.millis(text)));
        }
        boolean spaced = text.length() > 10 && text.charAt(10) == ' ';
        OffsetDateTime time;
        try {
            time = OffsetDateTime.parse(spaced ? text.substring(0, 10) + 'T' + text.substring(11) : text);
        } catch (DateTimeException e) {
            throw BadValueException.value(
                    "is not a timestamp: it must be a day, a time from 00:00:00 to 23:59:59 and an offset, as"
                            + " 2026-11-29T12:00:00Z");
        }
        Instant instant = time.toInstant();
        if (!instant.truncatedTo(ChronoUnit.MILLIS).equals(instant)) {
            throw BadValueException.value("is finer than a millisecond, so it is not a timestamp");
        }
        if (exactness != Exactness.BY_VALUE) {
            throw wouldBecome(instant.toString());
        }
        return java.util.Date.from(instant);
    }

    /** The message about a value that is something else altogether. */
    public BadValueException isNot() {
        return BadValueException.value("is not a " + this);
    }

    private BadValueException wouldBecome(String other) {
        return BadValueException.value(
                "would become " + other + " as a " + this + ": write it so, or set the column's type: " + this
                        + " shares the value, string keeps the text (in a key the text always counts)");
    }

    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.DECIMAL ? name + "(" + scale + ")" : name;
    }
}
