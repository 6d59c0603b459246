package io.tombolo.protect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.schemas.json.BoundedJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds every protected value of a change event: in fields of records, items of arrays, entries of maps, and members of JSON texts, as {@code
 * {"tombolo-protected": {"group": …, "value": base64}}}.
 */
public final class ProtectedFields {

    /** The name that represents a protected member of a JSON text. */
    public static final String MARK = "tombolo-protected";

    private static final String QUOTED = "\"" + MARK + "\"";
    private static final int MAX_TOKENS = 1_000_000;
    private static final JsonMapper JSON = BoundedJson.mapper(MAX_TOKENS)
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Function<ProtectedField, @Nullable Object> put;

    private ProtectedFields(Function<ProtectedField, @Nullable Object> put) {
        this.put = put;
    }

    /** All of them, in the event's order. */
    public static List<ProtectedField> of(IndexedRecord event) {
        List<ProtectedField> found = new ArrayList<>();
        replace(event, field -> {
            found.add(field);
            return field.bytes();
        });
        return found;
    }

    /**
     * Puts something in the place of each, in the event itself.
     *
     * @param put what is to be there; not used for a member of a JSON text, which stays as it is
     */
    public static void replace(IndexedRecord event, Function<ProtectedField, @Nullable Object> put) {
        new ProtectedFields(put).fields(event, "", null);
    }

    /** The schema of the protected bytes among a field's types; null when it is not a protected field. */
    public static @Nullable Schema hidden(Schema schema) {
        if (!schema.isUnion()) {
            return ProtectedType.isProtected(schema) ? schema : null;
        }
        for (Schema branch : schema.getTypes()) {
            if (ProtectedType.isProtected(branch)) {
                return branch;
            }
        }
        return null;
    }

    /** @param name of the record itself; null for the event, whose fields are rows and have no name in a row */
    private void fields(IndexedRecord row, String pointer, @Nullable String name) {
        for (Schema.Field field : row.getSchema().getFields()) {
            Object value = row.get(field.pos());
            if (value != null) {
                String inner = name == null ? "" : named(name, field.name());
                row.put(field.pos(), value(field.schema(), value, FieldPlace.pointer(pointer, field.name()), inner));
            }
        }
    }

    private @Nullable Object value(Schema schema, Object value, String pointer, String name) {
        if (value instanceof ByteBuffer bytes) {
            Schema hidden = hidden(schema);
            return hidden == null
                    ? value
                    : put.apply(new ProtectedField(
                            pointer, name, hidden, String.valueOf(hidden.getObjectProp(ProtectedType.GROUP)), bytes));
        }
        if (value instanceof IndexedRecord row) {
            fields(row, pointer, name);
        } else if (value instanceof List<?> list) {
            Schema items = branch(schema, Schema.Type.ARRAY).getElementType();
            List<@Nullable Object> read = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                Object item = list.get(i);
                String there = FieldPlace.pointer(pointer, String.valueOf(i));
                read.add(item == null ? null : value(items, item, there, name));
            }
            return read;
        } else if (value instanceof Map<?, ?> map) {
            Schema values = branch(schema, Schema.Type.MAP).getValueType();
            Map<Object, @Nullable Object> read = new LinkedHashMap<>();
            map.forEach((key, entry) -> {
                String there = FieldPlace.pointer(pointer, key.toString());
                read.put(key, entry == null ? null : value(values, entry, there, named(name, key.toString())));
            });
            return read;
        } else if (value instanceof CharSequence text && text.toString().contains(QUOTED)) {
            members(text.toString(), pointer, name);
        }
        return value;
    }

    private void members(String text, String pointer, String name) {
        try {
            members(JSON.readTree(text), pointer, name);
        } catch (JsonProcessingException e) {
            // A text that is not JSON has no members.
        }
    }

    private void members(JsonNode node, String pointer, String name) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                members(node.get(i), FieldPlace.pointer(pointer, String.valueOf(i)), name);
            }
        }
        node.properties().forEach(member -> {
            String there = FieldPlace.pointer(pointer, member.getKey());
            String inner = named(name, member.getKey());
            JsonNode mark = member.getValue().path(MARK);
            JsonNode group = mark.path("group");
            JsonNode value = mark.path("value");
            if (member.getValue().size() == 1 && mark.size() == 2 && group.isTextual() && value.isTextual()) {
                Object unused =
                        put.apply(new ProtectedField(there, inner, null, group.textValue(), base64(value.textValue())));
            } else {
                members(member.getValue(), there, inner);
            }
        });
    }

    /** No bytes, which no key opens, for anything else. */
    private static ByteBuffer base64(String text) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return ByteBuffer.allocate(0);
        }
    }

    private static String named(String outer, String name) {
        return outer.isEmpty() ? name : outer + "." + name;
    }

    /** A field's type, or the one of this kind among several. */
    public static Schema branch(Schema schema, Schema.Type type) {
        if (!schema.isUnion()) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(branch -> branch.getType() == type)
                .findFirst()
                .orElseThrow();
    }
}
