package io.tombolo.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.json.WholeText;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.ColumnType;
import io.tombolo.connectors.row.ColumnType.Kind;
import io.tombolo.connectors.row.NumberGuess;
import io.tombolo.connectors.row.SourceNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/** Finds out the narrowest types that render every value that JSON objects have in each field as it is written there. */
final class JsonColumns {

    private static final int MOST = 2_000;

    private final List<String> keyColumns;
    private final Map<String, Guess> guesses = new LinkedHashMap<>();
    private final Map<String, Guess> bySource = new HashMap<>();
    private final SourceNames names;

    JsonColumns(List<String> keyColumns, SourceNames names) {
        this.keyColumns = List.copyOf(keyColumns);
        this.names = names;
    }

    void see(JsonNode row) {
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            if (field.getValue().isNull() || !WholeText.isWhole(field.getKey())) {
                continue; // A row with such a name is refused: it is no column's.
            }
            Guess guess = bySource.get(field.getKey());
            if (guess == null) {
                String name = names.column(field.getKey());
                if (guesses.containsKey(name)) {
                    // Its row will be refused: the column has the name that came first.
                    continue;
                }
                guess = new Guess(keyColumns.contains(name));
                guesses.put(name, guess);
                bySource.put(field.getKey(), guess);
            }
            guess.see(field.getValue());
            if (guesses.size() > MOST) {
                throw new ConnectException(
                        "its objects have more than " + MOST + " different fields: name the columns in 'columns'");
            }
        }
    }

    /** Says by which name each column is known. */
    void takeNames() {
        bySource.keySet().forEach(source -> names.take(names.column(source), source));
    }

    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        guesses.forEach((name, guess) -> columns.add(new Column(name, ColumnType.of(guess.kind()))));
        return columns;
    }

    /** One field's. */
    private static final class Guess {
        private final NumberGuess numbers;
        private boolean text = true;
        private boolean bool = true;
        private boolean number = true;

        Guess(boolean key) {
            numbers = new NumberGuess(key, !key);
        }

        void see(JsonNode value) {
            text = text && value.isTextual();
            bool = bool && value.isBoolean();
            number = number && value.isNumber() && numbers.see(value.asText());
        }

        Kind kind() {
            if (number) {
                return numbers.isLong() ? Kind.LONG : Kind.DOUBLE;
            }
            return text ? Kind.STRING : bool ? Kind.BOOLEAN : Kind.JSON;
        }
    }
}
