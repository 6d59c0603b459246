package io.tombolo.protect;

import io.tombolo.protect.FieldPlace.Side;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.avro.MalformedDatumException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Opens the protected fields of a dataset's change events, by the keys that a reader has. An opened event fits its schema as before, because the
 * clear type is a branch beside the protected bytes. Members of JSON texts stay as they are. Not thread-safe: one a thread.
 */
public final class EventOpener {

    private static final int KEPT = 1_000;

    /** What is put in place of a field that can't be opened. */
    public enum Unreadable {
        /** It is null, where its type has null; otherwise its bytes stay. */
        NULL,
        /** Its bytes stay. */
        BYTES
    }

    /**
     * How many values of an event were opened and not.
     *
     * @param withheld without a key
     * @param damaged that the key does not open, or that open to something else than their type
     */
    public record Count(int opened, int withheld, int damaged) {}

    private record Form(ProtectedType type, Plaintext plaintext) {}

    private final DatasetId dataset;
    private final KeySource keys;
    private final Unreadable unreadable;
    private final FieldCipher cipher = new FieldCipher();
    private final IdentityHashMap<Schema, Form> forms = new IdentityHashMap<>();
    private int opened;
    private int withheld;
    private int damaged;

    public EventOpener(DatasetId dataset, KeySource keys, Unreadable unreadable) {
        this.dataset = dataset;
        this.keys = keys;
        this.unreadable = unreadable;
    }

    /**
     * Opens what it can, in the event itself.
     *
     * @param event generic data of the schema that it was written by
     * @param salt of its record, 16 bytes
     */
    public Count open(GenericRecord event, byte[] salt) {
        opened = 0;
        withheld = 0;
        damaged = 0;
        for (Side side : Side.values()) {
            Schema.Field field = event.getSchema().getField(side.field());
            if (field != null && event.get(field.pos()) instanceof GenericRecord row) {
                fields(row, side, salt, "");
            }
        }
        return new Count(opened, withheld, damaged);
    }

    private void fields(GenericRecord row, Side side, byte[] salt, String pointer) {
        for (Schema.Field field : row.getSchema().getFields()) {
            Object value = row.get(field.pos());
            if (value != null) {
                row.put(
                        field.pos(),
                        value(field.schema(), value, side, salt, FieldPlace.pointer(pointer, field.name())));
            }
        }
    }

    private @Nullable Object value(Schema schema, Object value, Side side, byte[] salt, String pointer) {
        if (value instanceof ByteBuffer bytes) {
            Schema hidden = hidden(schema);
            return hidden == null ? value : opened(schema, hidden, bytes, side, salt, pointer);
        }
        if (value instanceof GenericRecord row) {
            fields(row, side, salt, pointer);
        } else if (value instanceof List<?> list) {
            Schema items = of(schema, Schema.Type.ARRAY).getElementType();
            List<@Nullable Object> read = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                Object item = list.get(i);
                read.add(
                        item == null
                                ? null
                                : value(items, item, side, salt, FieldPlace.pointer(pointer, String.valueOf(i))));
            }
            return read;
        } else if (value instanceof Map<?, ?> map) {
            Schema values = of(schema, Schema.Type.MAP).getValueType();
            Map<Object, @Nullable Object> read = new LinkedHashMap<>();
            map.forEach((name, entry) -> read.put(
                    name,
                    entry == null
                            ? null
                            : value(values, entry, side, salt, FieldPlace.pointer(pointer, name.toString()))));
            return read;
        }
        return value;
    }

    private @Nullable Object opened(
            Schema schema, Schema hidden, ByteBuffer bytes, Side side, byte[] salt, String pointer) {
        Form form = form(hidden);
        Optional<ProtectedValue> value = ProtectedValue.read(bytes);
        if (value.isEmpty()) {
            damaged++;
            return unreadable(schema, bytes);
        }
        Optional<DataKey> key =
                keys.key(dataset, form.type().group(), value.get().keyId());
        if (key.isEmpty()) {
            withheld++;
            return unreadable(schema, bytes);
        }
        FieldKey fieldKey = cipher.key(key.get(), salt, new FieldPlace(dataset, side, pointer));
        if (cipher.open(fieldKey, value.get()) instanceof FieldCipher.Opened clear) {
            try {
                Object datum = form.plaintext().read(clear.plaintext());
                opened++;
                return datum;
            } catch (MalformedDatumException e) {
                // Counted below: its writer had the key, and sealed something else.
            }
        }
        damaged++;
        return unreadable(schema, bytes);
    }

    private @Nullable Object unreadable(Schema schema, ByteBuffer bytes) {
        return unreadable == Unreadable.NULL && schema.isNullable() ? null : bytes;
    }

    private Form form(Schema hidden) {
        Form known = forms.get(hidden);
        if (known == null) {
            if (forms.size() >= KEPT) {
                forms.clear();
            }
            ProtectedType type = ProtectedType.of(hidden).orElseThrow();
            known = new Form(type, new Plaintext(type.of()));
            forms.put(hidden, known);
        }
        return known;
    }

    private static @Nullable Schema hidden(Schema schema) {
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

    private static Schema of(Schema schema, Schema.Type type) {
        if (!schema.isUnion()) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(branch -> branch.getType() == type)
                .findFirst()
                .orElseThrow();
    }
}
