package io.tombolo.protect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.schemas.avro.MalformedDatumException;
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
    /** Characters of all pointers of one event. */
    private static final int MAX_POINTERS = 50_000_000;

    private static final JsonMapper JSON = BoundedJson.mapper(MAX_TOKENS)
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * The way to a value. It becomes a text for protected values alone: there may be millions of others, each inside a name of a megabyte.
     *
     * @param step a field's or an entry's name, or an item's number
     * @param item whether it is a number
     * @param length of the pointer, at least
     */
    private record Way(@Nullable Way outer, String step, boolean item, long length) {
        Way to(String name) {
            return new Way(this, name, false, length + 1 + name.length());
        }

        Way to(int number) {
            return new Way(this, String.valueOf(number), true, length + 2);
        }

        String pointer() {
            return FieldPlace.pointer(outer == null ? "" : outer.pointer(), step);
        }

        /** In the row, which is the first step, and without numbers. */
        String name() {
            String before = outer == null ? "" : outer.name();
            return outer == null || item ? before : before.isEmpty() ? step : before + "." + step;
        }
    }

    private final Function<ProtectedField, @Nullable Object> put;
    private long pointers;

    private ProtectedFields(Function<ProtectedField, @Nullable Object> put) {
        this.put = put;
    }

    /**
     * All of them, in the event's order.
     *
     * @throws MalformedDatumException when their places have too many characters
     */
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
     * @throws MalformedDatumException when their places have too many characters
     */
    public static void replace(IndexedRecord event, Function<ProtectedField, @Nullable Object> put) {
        new ProtectedFields(put).fields(event, null);
    }

    /** The schema of the protected bytes that a value of this place is; null for any other value. Opened bytes are a read-only buffer. */
    public static @Nullable Schema withheld(Schema schema, @Nullable Object value) {
        return value instanceof ByteBuffer bytes
                        && !bytes.isReadOnly()
                        && ProtectedValue.read(bytes).isPresent()
                ? hidden(schema)
                : null;
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

    /** @param way null for the event itself */
    private void fields(IndexedRecord row, @Nullable Way way) {
        for (Schema.Field field : row.getSchema().getFields()) {
            Object value = row.get(field.pos());
            if (value != null) {
                String name = field.name();
                Way there = way == null ? new Way(null, name, false, 1 + name.length()) : way.to(name);
                row.put(field.pos(), value(field.schema(), value, there));
            }
        }
    }

    private @Nullable Object value(Schema schema, Object value, Way way) {
        if (value instanceof ByteBuffer bytes) {
            Schema hidden = withheld(schema, bytes);
            return hidden == null || way.length() > FieldPlace.LONGEST
                    ? value
                    : put.apply(found(way, hidden, String.valueOf(hidden.getObjectProp(ProtectedType.GROUP)), bytes));
        }
        if (value instanceof IndexedRecord row) {
            fields(row, way);
        } else if (value instanceof List<?> list) {
            Schema items = branch(schema, Schema.Type.ARRAY).getElementType();
            List<@Nullable Object> read = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                Object item = list.get(i);
                read.add(item == null ? null : value(items, item, way.to(i)));
            }
            return read;
        } else if (value instanceof Map<?, ?> map) {
            Schema values = branch(schema, Schema.Type.MAP).getValueType();
            Map<Object, @Nullable Object> read = new LinkedHashMap<>();
            map.forEach((key, entry) ->
                    read.put(key, entry == null ? null : value(values, entry, way.to(key.toString()))));
            return read;
        } else if (value instanceof CharSequence text && text.toString().contains(QUOTED)) {
            members(text.toString(), way);
        }
        return value;
    }

    private ProtectedField found(Way way, @Nullable Schema schema, String group, ByteBuffer bytes) {
        String pointer = way.pointer();
        pointers += pointer.length();
        if (pointers > MAX_POINTERS) {
            throw new MalformedDatumException(
                    "the places of its protected values have more than " + MAX_POINTERS + " characters");
        }
        return new ProtectedField(pointer, way.name(), schema, group, bytes);
    }

    private void members(String text, Way way) {
        try {
            members(JSON.readTree(text), way);
        } catch (JsonProcessingException e) {
            // A text that is not JSON has no members.
        }
    }

    private void members(JsonNode node, Way way) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                members(node.get(i), way.to(i));
            }
        }
        node.properties().forEach(member -> {
            Way there = way.to(member.getKey());
            JsonNode mark = member.getValue().path(MARK);
            JsonNode group = mark.path("group");
            JsonNode value = mark.path("value");
            if (member.getValue().size() == 1 && mark.size() == 2 && group.isTextual() && value.isTextual()) {
                if (there.length() <= FieldPlace.LONGEST) {
                    Object unused = put.apply(found(there, null, group.textValue(), base64(value.textValue())));
                }
            } else {
                members(member.getValue(), there);
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
