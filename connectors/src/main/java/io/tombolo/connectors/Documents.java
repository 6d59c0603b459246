package io.tombolo.connectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Rows without a schema, as JSON maps and MongoDB's documents: they travel as JSON text, keys sorted. */
final class Documents {

    private static final ObjectMapper JSON = new ObjectMapper()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            // A number that is not to be masked keeps its digits.
            .configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, true);

    private Documents() {}

    /** The text of a map, or of JSON text, with the fields that may leave. */
    static String text(Object document, FieldRules rules, String table) {
        try {
            if (document instanceof String text && rules.none()) {
                return text;
            }
            Map<?, ?> fields = document instanceof Map<?, ?> map ? map : JSON.readValue(document.toString(), Map.class);
            return JSON.writeValueAsString(kept(fields, FieldScope.row(rules, table)));
        } catch (JsonProcessingException e) {
            throw new DataException("the row is no JSON object", e);
        }
    }

    /** What of the text of a JSON value may leave; null when nothing may. */
    static @Nullable String part(String text, FieldScope scope) {
        try {
            Object kept = kept(JSON.readValue(text, Object.class), scope);
            return kept == FieldRules.NOTHING ? null : JSON.writeValueAsString(kept);
        } catch (JsonProcessingException e) {
            throw new DataException("field " + scope.path() + ": is no JSON, and a rule is about a field in it", e);
        }
    }

    private static @Nullable Object kept(@Nullable Object value, FieldScope scope) throws JsonProcessingException {
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            for (Object item : list) {
                Object kept = kept(item, scope);
                if (kept != FieldRules.NOTHING) {
                    items.add(kept);
                }
            }
            return items;
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value == null || scope.leavesWhole() ? value : FieldRules.NOTHING;
        }
        Map<String, @Nullable Object> fields = new TreeMap<>();
        for (Map.Entry<?, ?> field : map.entrySet()) {
            String name = String.valueOf(field.getKey());
            FieldScope there = scope.at(name);
            Object inner = field.getValue();
            boolean holds = inner instanceof Map<?, ?> || inner instanceof List<?>;
            if (!there.leaves(holds)) {
                continue;
            }
            Object told = there.masked() ? masked(inner, there) : holds ? kept(inner, there) : inner;
            fields.put(name, told == FieldRules.NOTHING ? null : told);
        }
        return fields;
    }

    private static @Nullable Object masked(@Nullable Object value, FieldScope scope) throws JsonProcessingException {
        if (value == null) {
            return null;
        }
        // As text, so that the order in which a document names its fields makes no difference.
        boolean holds = value instanceof Map<?, ?> || value instanceof List<?>;
        return scope.mask(false).value().apply(holds ? JSON.writeValueAsString(value) : value);
    }

    /** Whether a value is the text of a JSON object or array. */
    static boolean isContainer(String text) {
        String begin = text.stripLeading();
        try {
            return (begin.startsWith("{") || begin.startsWith("["))
                    && JSON.readTree(text).isContainerNode();
        } catch (JsonProcessingException e) {
            return false;
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
