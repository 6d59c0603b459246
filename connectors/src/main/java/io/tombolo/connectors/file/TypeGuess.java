package io.tombolo.connectors.file;

import io.tombolo.connectors.row.ColumnType;
import io.tombolo.connectors.row.ColumnType.Kind;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The narrowest type that keeps the meaning of every value seen so far. */
final class TypeGuess {

    private static final Pattern LONG = Pattern.compile("0|-?[1-9][0-9]{0,18}");
    private static final Pattern DOUBLE = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIMESTAMP = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3}0*)?(Z|[+-][0-9]{2}:[0-9]{2})");

    private @Nullable Kind kind;

    boolean settled() {
        return kind == Kind.STRING;
    }

    void see(String text) {
        if (kind != null && fits(kind, text)) {
            return;
        }
        if (kind == null) {
            kind = narrowest(text);
        } else if (kind == Kind.LONG && fits(Kind.DOUBLE, text)) {
            // Longs seen before may be more than a double can hold: those have 16 digits or more.
            kind = longsFitDouble ? Kind.DOUBLE : Kind.STRING;
        } else {
            kind = Kind.STRING;
        }
    }

    private boolean longsFitDouble = true;

    private static final Kind[] NARROW_FIRST = {Kind.LONG, Kind.DOUBLE, Kind.BOOLEAN, Kind.DATE, Kind.TIMESTAMP};

    private Kind narrowest(String text) {
        for (Kind candidate : NARROW_FIRST) {
            if (fits(candidate, text)) {
                return candidate;
            }
        }
        return Kind.STRING;
    }

    private boolean fits(Kind candidate, String text) {
        return switch (candidate) {
            case LONG -> fitsLong(text);
            case DOUBLE -> DOUBLE.matcher(text).matches() && keepsItsDigits(text);
            case BOOLEAN -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
            case DATE -> DATE.matcher(text).matches() && reads(Kind.DATE, text);
            case TIMESTAMP -> TIMESTAMP.matcher(text).matches() && reads(Kind.TIMESTAMP, text);
            case DECIMAL, STRING, JSON -> true;
            case OBJECT -> false;
        };
    }

    private boolean fitsLong(String text) {
        if (!LONG.matcher(text).matches()) {
            return false;
        }
        if (text.length() <= 15) {
            return true;
        }
        longsFitDouble &= keepsItsDigits(text);
        return reads(Kind.LONG, text);
    }

    private static boolean keepsItsDigits(String text) {
        double value = Double.parseDouble(text);
        if (text.length() <= 15) {
            return !Double.isInfinite(value);
        }
        return !Double.isInfinite(value) && new BigDecimal(text).compareTo(new BigDecimal(Double.toString(value))) == 0;
    }

    private static boolean reads(Kind kind, String text) {
        try {
            ColumnType.of(kind).value(text);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    ColumnType type() {
        return ColumnType.of(kind == null ? Kind.STRING : kind);
    }
}
