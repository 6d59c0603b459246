package io.tombolo.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.connectors.json.BadJsonException;
import io.tombolo.connectors.json.StrictJson;
import io.tombolo.connectors.json.WholeText;
import io.tombolo.connectors.row.BadValueException;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import io.tombolo.connectors.row.SourceNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Makes typed rows of JSON objects. Thread-safe. */
public final class JsonRows {

    private final RowSchema schema;
    private final SourceNames names;
    private final Map<String, JsonCell> cells = new HashMap<>();

    /** With types that a person gave, and names that are known from now on. */
    public JsonRows(RowSchema schema, List<Column> columns) {
        this(schema, columns, false, new SourceNames());
    }

    /**
     * As {@link #JsonRows(RowSchema, List)}.
     *
     * @param inferred whether the types were found by reading
     * @param names by which names the columns are known
     */
    JsonRows(RowSchema schema, List<Column> columns, boolean inferred, SourceNames names) {
        this.schema = schema;
        this.names = names;
        columns.forEach(column -> cells.put(column.name(), new JsonCell(column, schema, inferred)));
    }

    /** One JSON text as a row. */
    public RowOutcome read(byte[] bytes, int offset, int length) {
        try {
            return read(StrictJson.read(bytes, offset, length));
        } catch (BadJsonException e) {
            return new RowOutcome.Refused("BAD_JSON", e.detail());
        }
    }

    /** One JSON value as a row. */
    public RowOutcome read(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return new RowOutcome.Refused("BAD_JSON", "must be a JSON object, is " + kind(node));
        }
        Struct value = new Struct(schema.value());
        Map<String, String> seen = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            RowOutcome.Refused refused = put(value, field.getKey(), field.getValue(), seen);
            if (refused != null) {
                return refused;
            }
        }
        Struct key = new Struct(schema.key());
        for (Field field : schema.key().fields()) {
            Object part = value.get(field.name());
            if (part == null) {
                return new RowOutcome.Refused("MISSING_KEY", "key column " + field.name() + ": no value");
            }
            key.put(field, part);
        }
        seen.forEach(names::take);
        return new RowOutcome.Row(key, value);
    }

    /** Puts one field into a row, or says why not. */
    private RowOutcome.@Nullable Refused put(Struct row, String source, JsonNode given, Map<String, String> seen) {
        if (!WholeText.isWhole(source)) {
            return new RowOutcome.Refused(
                    "BAD_VALUE", "name '" + WholeText.shownValue(source) + "' " + WholeText.fault(source));
        }
        String name = names.column(source);
        JsonCell cell = cells.get(name);
        if (cell == null) {
            return given.isNull() ? null : unknown(source);
        }
        String other = seen.putIfAbsent(name, source);
        if (other == null) {
            other = names.other(name, source).orElse(null);
        }
        if (other != null) {
            return new RowOutcome.Refused(
                    "UNKNOWN_FIELD",
                    SourceNames.clash(name, WholeText.shownValue(source), WholeText.shownValue(other)));
        }
        if (given.isNull()) {
            return null;
        }
        try {
            row.put(cell.field(), cell.value(given));
            return null;
        } catch (BadValueException e) {
            return e.refused(name, WholeText.shownValue(given.toString()));
        }
    }

    private RowOutcome.Refused unknown(String source) {
        List<String> known = new ArrayList<>(cells.keySet());
        known.sort(null);
        return new RowOutcome.Refused(
                "UNKNOWN_FIELD",
                "field '" + WholeText.shownValue(source) + "' is none of the dataset's columns " + known);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "nothing";
            case NULL -> "null";
            case ARRAY -> "an array";
            default -> "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
