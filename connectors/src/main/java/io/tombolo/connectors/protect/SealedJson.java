package io.tombolo.connectors.protect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tombolo.connectors.json.BadJsonException;
import io.tombolo.connectors.json.StrictJson;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.Plaintext;
import io.tombolo.protect.ProtectedFields;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Members of JSON texts: a protected one is {@code {"tombolo-protected":{"group":…,"value":base64}}}, and what it protects is the
 * member's JSON text, as an Avro string.
 */
final class SealedJson {

    /** The name that represents a protected member. */
    static final String MARK = ProtectedFields.MARK;

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    private static final Plaintext TEXT = new Plaintext(Schema.create(Schema.Type.STRING));

    private final ProtectRules rules;
    private final String table;
    private final String path;

    /** @param path of the text itself, empty for a whole row */
    SealedJson(ProtectRules rules, String table, String path) {
        this.rules = rules;
        this.table = table;
        this.path = path;
    }

    String sealed(String text, RowSeal seal, String pointer) {
        JsonNode parsed;
        try {
            parsed = StrictJson.read(text);
        } catch (BadJsonException e) {
            // Without its cause, which a worker would log: what the parser says may show a value that is to be
            // protected.
            throw new DataException("field " + path + ": is not JSON, and a rule is about a field in it");
        }
        return parsed.isContainerNode() ? written(walked(StrictJson.plain(parsed), seal, path, pointer)) : text;
    }

    private @Nullable Object walked(@Nullable Object value, RowSeal seal, String where, String pointer) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                items.add(walked(list.get(i), seal, where, FieldPlace.pointer(pointer, String.valueOf(i))));
            }
            return items;
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, @Nullable Object> members = new TreeMap<>();
        map.forEach((key, inner) -> {
            String name = String.valueOf(key);
            String there = where.isEmpty() ? name : where + "." + name;
            String place = FieldPlace.pointer(pointer, name);
            @Nullable String group = ProtectRules.group(rules.protect(), table, there);
            members.put(
                    name,
                    inner == null || group == null
                            ? walked(inner, seal, there, place)
                            : hidden(seal.seal(group, place, TEXT.write(written(inner))), group));
        });
        return members;
    }

    private static @Nullable Object hidden(byte @Nullable [] bytes, String group) {
        return bytes == null
                ? null
                : Map.of(
                        MARK,
                        Map.of("group", group, "value", Base64.getEncoder().encodeToString(bytes)));
    }

    private static String written(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new DataException("the row can't be written as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
