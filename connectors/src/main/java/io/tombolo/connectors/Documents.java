package io.tombolo.connectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.DataException;

/** Rows without a schema, as JSON maps and MongoDB's documents: they travel as JSON text, keys sorted. */
final class Documents {

    private static final ObjectMapper JSON = new ObjectMapper()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            // A number that is not to be masked keeps its digits.
            .configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, true);

    private Documents() {}

    /** The text of a map, or of JSON text, with the fields of its top level that may leave. */
    static String text(Object document, FieldRules rules, String table) {
        try {
            if (document instanceof String text && rules.none()) {
                return text;
            }
            Map<?, ?> fields = document instanceof Map<?, ?> map ? map : JSON.readValue(document.toString(), Map.class);
            Map<String, Object> kept = new TreeMap<>();
            fields.forEach((name, value) -> {
                String field = String.valueOf(name);
                if (rules.leaves(table, field)) {
                    Object told = value != null && rules.masks(table, field)
                            ? rules.masked(field, false).value().apply(value)
                            : value;
                    kept.put(field, told == FieldRules.NOTHING ? null : told);
                }
            });
            return JSON.writeValueAsString(kept);
        } catch (JsonProcessingException e) {
            throw new DataException("the row is no JSON object", e);
        }
    }

    /** Whether a value is the text of a JSON object. */
    static boolean isObject(Object value) {
        try {
            return value instanceof String text && JSON.readTree(text).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** One field of a map or of JSON text, as text. */
    static String field(Object document, String name) {
        if (document instanceof Map<?, ?> map) {
            Object value = map.get(name);
            if (value == null) {
                throw new DataException("key field " + name + ": no value");
            }
            return value.toString();
        }
        try {
            JsonNode value = JSON.readTree(document.toString()).path(name);
            if (value.isMissingNode() || value.isNull()) {
                throw new DataException("key field " + name + ": no value");
            }
            return value.isTextual() ? value.textValue() : value.toString();
        } catch (JsonProcessingException e) {
            throw new DataException("the row is no JSON object", e);
        }
    }
}
