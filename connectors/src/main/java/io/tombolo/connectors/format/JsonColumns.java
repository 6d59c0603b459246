package io.tombolo.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.ColumnType;
import io.tombolo.connectors.row.ColumnType.Kind;
import io.tombolo.schemas.AvroNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Finds out the narrowest types that keep the meaning of every value that JSON objects have in each field. */
final class JsonColumns {

    private static final int MOST = 2_000;

    private final Map<String, Guess> guesses = new LinkedHashMap<>();

    void see(JsonNode row) {
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            if (!field.getValue().isNull()) {
                guesses.computeIfAbsent(AvroNames.name(field.getKey()), name -> new Guess())
                        .see(field.getValue());
            }
            if (guesses.size() > MOST) {
                throw new ConnectException(
                        "its objects have more than " + MOST + " different fields: name the columns in 'columns'");
            }
        }
    }

    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        guesses.forEach((name, guess) -> columns.add(new Column(name, guess.type())));
        return columns;
    }

    /** One field's. */
    private static final class Guess {
        private @Nullable Kind kind;
        private boolean longsFitDouble = true;

        void see(JsonNode value) {
            Kind found = kind(value);
            if (found == Kind.LONG) {
                longsFitDouble &= keepsItsDigits(value.decimalValue());
            }
            if (kind == null || kind == found) {
                kind = found;
            } else {
                boolean numbers = isNumber(kind) && isNumber(found) && longsFitDouble;
                kind = numbers ? Kind.DOUBLE : Kind.JSON;
            }
        }

        ColumnType type() {
            return ColumnType.of(kind == null ? Kind.JSON : kind);
        }

        private static boolean isNumber(Kind kind) {
            return kind == Kind.LONG || kind == Kind.DOUBLE;
        }
    }

    private static Kind kind(JsonNode value) {
        if (value.isBoolean()) {
            return Kind.BOOLEAN;
        }
        if (value.isTextual()) {
            return Kind.STRING;
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return Kind.LONG;
        }
        return value.isNumber() && keepsItsDigits(value.decimalValue()) ? Kind.DOUBLE : Kind.JSON;
    }

    private static boolean keepsItsDigits(BigDecimal number) {
        double value = number.doubleValue();
        return !Double.isInfinite(value) && new BigDecimal(Double.toString(value)).compareTo(number) == 0;
    }
}
