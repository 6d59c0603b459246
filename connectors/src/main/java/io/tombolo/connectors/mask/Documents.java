package io.tombolo.connectors.mask;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tombolo.connectors.json.BadJsonException;
import io.tombolo.connectors.json.StrictJson;
import io.tombolo.connectors.json.WholeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Rows without a schema, as JSON maps and MongoDB's documents: they travel as JSON text, keys sorted. */
final class Documents {

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private Documents() {}

    /** The text of a map, or of JSON text, with the fields that may leave. */
    static String text(Object document, FieldRules rules, String table) {
        if (document instanceof String text && rules.none()) {
            return whole(text);
        }
        Object fields = document instanceof Map<?, ?> map ? map : StrictJson.plain(parsed(document.toString()));
        if (!(fields instanceof Map<?, ?> map)) {
            throw new DataException("the row is not a JSON object");
        }
        return written(kept(map, FieldScope.row(rules, table)));
    }

    /** What of the text of a JSON value may leave; null when nothing may. */
    static @Nullable String part(String text, FieldScope scope) {
        JsonNode parsed;
        try {
            parsed = StrictJson.read(text);
        } catch (BadJsonException e) {
            // What the parser says may show a value that is to be kept back.
            throw new DataException("field " + scope.path() + ": is not JSON, and a rule is about a field in it", e);
        }
        Object kept = kept(StrictJson.plain(parsed), scope);
        return kept == FieldRules.NOTHING ? null : written(kept);
    }

    private static JsonNode parsed(String text) {
        try {
            return StrictJson.read(text);
        } catch (BadJsonException e) {
            throw new DataException("the row is not a JSON object", e);
        }
    }

    private static String written(@Nullable Object value) {
        try {
            return whole(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new DataException("the row can't be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String whole(String text) {
        if (!WholeText.isWhole(text)) {
            throw new DataException("the row " + WholeText.fault(text));
        }
        return text;
    }

    private static @Nullable Object kept(@Nullable Object value, FieldScope scope) {
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
            return value == null || scope.leavesWhole() ? leaf(value, scope) : FieldRules.NOTHING;
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
            Object told = there.masked() ? masked(inner, there) : holds ? kept(inner, there) : leaf(inner, there);
            fields.put(name, told == FieldRules.NOTHING ? null : told);
        }
        return fields;
    }

    /** JSON has neither NaN nor infinities, and as text in quotes they would be other values. */
    private static @Nullable Object leaf(@Nullable Object value, FieldScope scope) {
        boolean finite =
                !(value instanceof Double || value instanceof Float) || Double.isFinite(((Number) value).doubleValue());
        if (!finite) {
            throw new DataException("field " + scope.path() + ": " + value + " has no form in JSON");
        }
        return value;
    }

    private static @Nullable Object masked(@Nullable Object value, FieldScope scope) {
        if (value == null) {
            return null;
        }
        // As text, so that the order in which a document names its fields makes no difference.
        boolean holds = value instanceof Map<?, ?> || value instanceof List<?>;
        return scope.mask(false).value().apply(holds ? written(value) : value);
    }

    /** Whether a value is the text of a JSON object or array, or may be one that is too deep to examine. */
    static boolean isContainer(String text) {
        String begin = text.stripLeading();
        try {
            return (begin.startsWith("{") || begin.startsWith("["))
                    && JSON.readTree(text).isContainerNode();
        } catch (StreamConstraintsException e) {
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** One member of a map or of JSON text, as text; null when it has no value. */
    static @Nullable String memberText(Object document, String name) {
        if (document instanceof Map<?, ?> map) {
            Object value = map.get(name);
            return value == null ? null : FieldText.of(name, value);
        }
        JsonNode value = parsed(document.toString()).path(name);
        if (value.isContainerNode()) {
            throw new DataException("field " + name + ": holds other fields, and can't be a subject");
        }
        return value.isMissingNode() || value.isNull() ? null : value.asText();
    }

    /** One field of a map or of JSON text, as text. */
    static String field(Object document, String name) {
        if (document instanceof Map<?, ?> map) {
            Object value = map.get(name);
            if (value == null) {
                throw new DataException("key field " + name + ": no value");
            }
            return whole(value.toString());
        }
        JsonNode value = parsed(document.toString()).path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw new DataException("key field " + name + ": no value");
        }
        return whole(value.isTextual() ? value.textValue() : value.toString());
    }
}
