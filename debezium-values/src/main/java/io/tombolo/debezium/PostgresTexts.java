package io.tombolo.debezium;

import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.SpecialValueDecimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.postgresql.util.PGobject;

/** The objects that Debezium and the driver make of a value, back to the text that PostgreSQL writes it in (dates: ISO). */
final class PostgresTexts {

    private static final String INFINITY = "infinity";
    private static final String MINUS_INFINITY = "-infinity";

    private PostgresTexts() {}

    static @Nullable Object captured(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)) {
            return String.valueOf(Captured.UNAVAILABLE);
        }
        if (value instanceof Date date && inTheGap(date)) {
            return Captured.FAILED + "the driver gives one date for this one and for another one, ten days apart "
                    + "(5 to 24 October 1582): a first snapshot and the log distinguish them, a back-fill does not";
        }
        return Captured.VALUE + text(value);
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        if (value instanceof SpecialValueDecimal number) {
            return number.getDecimalValue().map(BigDecimal::toPlainString).orElseGet(() -> special(number));
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof LocalDate date) {
            return date(date);
        }
        if (value instanceof Date date) {
            return date(date);
        }
        if (value instanceof Instant instant) {
            return instant(instant);
        }
        if (value instanceof OffsetDateTime time) {
            return zoned(time);
        }
        if (value instanceof LocalTime time) {
            return time(time);
        }
        if (value instanceof PGobject object) {
            return String.valueOf(object.getValue());
        }
        if (value instanceof SQLXML xml) {
            return xml(xml);
        }
        if (value instanceof Map<?, ?> pairs) {
            return hstore(pairs);
        }
        // Arrays give their own text, UUIDs too.
        return value.toString();
    }

    private static String special(SpecialValueDecimal number) {
        double special = number.toDouble();
        return Double.isNaN(special) ? "NaN" : special > 0 ? "Infinity" : "-Infinity";
    }

    private static String date(LocalDate date) {
        if (date.equals(PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE)) {
            return INFINITY;
        }
        if (date.equals(PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE)) {
            return MINUS_INFINITY;
        }
        return day(date) + era(date);
    }

    /** The driver parses by the calendar that changes in 1582: the fields that it was set to are those of the text. */
    private static String date(Date date) {
        if (date.getTime() == PGStatement.DATE_POSITIVE_INFINITY) {
            return INFINITY;
        }
        if (date.getTime() == PGStatement.DATE_NEGATIVE_INFINITY) {
            return MINUS_INFINITY;
        }
        Calendar fields = fields(date);
        StringBuilder text = new StringBuilder();
        pad(text, fields.get(Calendar.YEAR), 4).append('-');
        pad(text, fields.get(Calendar.MONTH) + 1, 2).append('-');
        pad(text, fields.get(Calendar.DAY_OF_MONTH), 2);
        return text.append(fields.get(Calendar.ERA) == GregorianCalendar.BC ? " BC" : "")
                .toString();
    }

    private static boolean inTheGap(Date date) {
        Calendar fields = fields(date);
        return fields.get(Calendar.YEAR) == 1582
                && fields.get(Calendar.ERA) == GregorianCalendar.AD
                && fields.get(Calendar.MONTH) == Calendar.OCTOBER
                && fields.get(Calendar.DAY_OF_MONTH) >= 15
                && fields.get(Calendar.DAY_OF_MONTH) <= 24;
    }

    private static Calendar fields(Date date) {
        Calendar fields = new GregorianCalendar();
        fields.setTime(date);
        return fields;
    }

    private static String instant(Instant instant) {
        if (instant.equals(PostgresValueConverter.POSITIVE_INFINITY_INSTANT)) {
            return INFINITY;
        }
        if (instant.equals(PostgresValueConverter.NEGATIVE_INFINITY_INSTANT)) {
            return MINUS_INFINITY;
        }
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return day(time.toLocalDate()) + " " + time(time.toLocalTime()) + era(time.toLocalDate());
    }

    private static String zoned(OffsetDateTime time) {
        if (time.equals(PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME)) {
            return INFINITY;
        }
        if (time.equals(PostgresValueConverter.NEGATIVE_INFINITY_OFFSET_DATE_TIME)) {
            return MINUS_INFINITY;
        }
        LocalDateTime utc = time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
        return day(utc.toLocalDate()) + " " + time(utc.toLocalTime()) + "+00" + era(utc.toLocalDate());
    }

    private static String day(LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        StringBuilder text = new StringBuilder();
        pad(text, year, 4).append('-');
        pad(text, date.getMonthValue(), 2).append('-');
        return pad(text, date.getDayOfMonth(), 2).toString();
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    private static String time(LocalTime time) {
        int micros = time.getNano() / 1_000;
        StringBuilder text = new StringBuilder();
        pad(text, time.getHour(), 2).append(':');
        pad(text, time.getMinute(), 2).append(':');
        pad(text, time.getSecond(), 2);
        return micros == 0 ? text.toString() : pad(text.append('.'), micros, 6).toString();
    }

    private static StringBuilder pad(StringBuilder text, int number, int width) {
        String digits = Integer.toString(number);
        return text.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }

    private static String xml(SQLXML xml) {
        try {
            return String.valueOf(xml.getString());
        } catch (SQLException e) {
            throw new IllegalStateException("an XML value that is there cannot be read", e);
        }
    }

    /** In the order of the map: the reader sorts it. */
    private static String hstore(Map<?, ?> pairs) {
        StringBuilder text = new StringBuilder();
        pairs.forEach((key, value) -> text.append(text.isEmpty() ? "" : ", ")
                .append(quoted(key))
                .append("=>")
                .append(value == null ? "NULL" : quoted(value)));
        return text.toString();
    }

    private static String quoted(Object text) {
        return '"' + String.valueOf(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
