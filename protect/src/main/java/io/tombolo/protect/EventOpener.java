package io.tombolo.protect;

import io.tombolo.protect.FieldPlace.Side;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.avro.MalformedDatumException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Opens the protected fields of a dataset's change events, and the protected members of their JSON texts, by the keys that a reader has. An opened
 * event fits its schema as before, because the clear type is a branch beside the protected bytes. An opened value of Avro's type bytes is a read-only
 * buffer, to distinguish it from one that stays protected. Not thread-safe: one a thread.
 */
public final class EventOpener {

    /** What is put in place of a value that can't be opened. */
    public enum Unreadable {
        /** It is null, where its type has null; otherwise its bytes stay. */
        NULL,
        /** It is null, although its type may have none: the event then does not fit its schema any more. */
        ALWAYS_NULL,
        /** Its bytes stay. */
        BYTES
    }

    /**
     * How many values of an event were opened and not.
     *
     * @param withheld without a key for this reader
     * @param erased whose key nobody has any more
     * @param damaged that the key does not open, or that open to something else than their type
     */
    public record Count(int opened, int withheld, int erased, int damaged) {
        /** How many could not be read. */
        public int unread() {
            return withheld + erased + damaged;
        }
    }

    private static final int KEPT = 1_000;
    /** Characters of a place that nothing can be sealed at. */
    private static final int SHOWN = 100;

    private static final Schema TEXT = Schema.create(Schema.Type.STRING);

    /** What is done with each protected value. */
    private interface Task {
        /** What comes in place of protected bytes. */
        @Nullable Object value(OpenPlan.Place place, OpenPlan.Hidden hidden, ByteBuffer bytes, String pointer);

        Optional<String> member(String group, ProtectedValue value, String pointer);
    }

    private final DatasetId dataset;
    private final KeySource keys;
    private final Unreadable unreadable;
    private final FieldCipher cipher = new FieldCipher();
    private final OpenPlan plan;
    private final Plaintext text = new Plaintext(TEXT);
    /** The way to what is walked through; not made a text for each item and record, as a name in a map may be as long as its event. */
    private final StringBuilder path = new StringBuilder();

    private final Map<String, byte[]> infosBefore = new HashMap<>();
    private final Map<String, byte[]> infosAfter = new HashMap<>();

    /** For generic data. */
    public EventOpener(DatasetId dataset, KeySource keys, Unreadable unreadable) {
        this(dataset, keys, unreadable, GenericData.get());
    }

    /** @param data how opened values are held in memory, as those around them are */
    public EventOpener(DatasetId dataset, KeySource keys, Unreadable unreadable, GenericData data) {
        this.dataset = dataset;
        this.keys = keys;
        this.unreadable = unreadable;
        this.plan = new OpenPlan(data);
    }

    /** Whose events it opens. */
    public DatasetId dataset() {
        return dataset;
    }

    /**
     * Opens what it can, in the event itself.
     *
     * @param event generic or specific data of the schema that it was written by
     * @param salt of its record, 16 bytes
     * @throws KeyException when a key can't be had now; what was opened before it stays open
     */
    public Count open(IndexedRecord event, byte[] salt) {
        return open(event, salt, null);
    }

    /** As {@link #open(IndexedRecord, byte[])}, and notes each value that could not be read, as {@code /after/diagnosis (clinical): withheld}. */
    public Count open(IndexedRecord event, byte[] salt, @Nullable List<String> unread) {
        Opening opening = new Opening(salt, unread);
        for (Side side : Side.values()) {
            opening.side = side;
            walk(event, side, opening);
        }
        return new Count(opening.opened, opening.withheld, opening.erased, opening.damaged);
    }

    /** Adds the ids of the keys that opening an event takes, by group. */
    public void ids(IndexedRecord event, Map<String, Set<DataKeyId>> into) {
        Task collecting = new Task() {
            @Override
            public Object value(OpenPlan.Place place, OpenPlan.Hidden hidden, ByteBuffer bytes, String pointer) {
                ProtectedValue.read(bytes).ifPresent(value -> member(hidden.group, value, pointer));
                return bytes;
            }

            @Override
            public Optional<String> member(String group, ProtectedValue value, String pointer) {
                into.computeIfAbsent(group, any -> new HashSet<>()).add(value.keyId());
                return Optional.empty();
            }
        };
        for (Side side : Side.values()) {
            walk(event, side, collecting);
        }
    }

    private void walk(IndexedRecord event, Side side, Task task) {
        Schema.Field field = event.getSchema().getField(side.field());
        if (field != null && event.get(field.pos()) instanceof IndexedRecord row) {
            path.setLength(0);
            fields(row, task, "");
        }
    }

    private void fields(IndexedRecord row, Task task, String name) {
        OpenPlan.Fields fields = plan.fields(row.getSchema());
        int outer = path.length();
        path.append(name);
        for (int i = 0; i < fields.at.length; i++) {
            Object value = row.get(fields.at[i]);
            if (value != null) {
                Object read = value(fields.places[i], value, task, fields.names[i]);
                if (read != value) {
                    row.put(fields.at[i], read);
                }
            }
        }
        path.setLength(outer);
    }

    /** @param name the pointer's last step, with its slash, joined to it only where there is something */
    private @Nullable Object value(OpenPlan.Place place, Object value, Task task, String name) {
        if (value instanceof ByteBuffer bytes) {
            OpenPlan.Hidden hidden = place.hidden;
            return hidden == null ? value : task.value(place, hidden, bytes, joined(name));
        }
        if (value instanceof CharSequence some) {
            return place.text && MarkedJson.may(some) ? text(some, task, joined(name)) : value;
        }
        if (value instanceof IndexedRecord row) {
            if (place.records) {
                fields(row, task, name);
            }
        } else if (value instanceof List<?> list && place.items != null) {
            return items(place.items, list, task, name);
        } else if (value instanceof Map<?, ?> map && place.values != null) {
            return entries(place.values, map, task, name);
        }
        return value;
    }

    private String joined(String name) {
        return path.isEmpty() ? name : path + name;
    }

    /** What a place contributes to its key, kept: making it takes longer than an HMAC. */
    private byte[] info(Side side, String pointer) {
        Map<String, byte[]> known = side == Side.BEFORE ? infosBefore : infosAfter;
        byte[] info = known.get(pointer);
        if (info == null) {
            if (known.size() >= KEPT) {
                known.clear();
            }
            info = new FieldPlace(dataset, side, pointer).info();
            known.put(pointer, info);
        }
        return info;
    }

    private List<@Nullable Object> items(OpenPlan.Place place, List<?> list, Task task, String name) {
        List<@Nullable Object> read = new ArrayList<>(list.size());
        int outer = path.length();
        path.append(name);
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            read.add(item == null ? null : value(place, item, task, "/" + i));
        }
        path.setLength(outer);
        return read;
    }

    private Map<Object, @Nullable Object> entries(OpenPlan.Place place, Map<?, ?> map, Task task, String name) {
        Map<Object, @Nullable Object> read = new LinkedHashMap<>();
        int outer = path.length();
        path.append(name);
        map.forEach((key, entry) -> read.put(
                key, entry == null ? null : value(place, entry, task, FieldPlace.pointer("", key.toString()))));
        path.setLength(outer);
        return read;
    }

    private static CharSequence text(CharSequence text, Task task, String pointer) {
        String read = MarkedJson.read(text.toString(), pointer, task::member);
        return text instanceof Utf8 ? new Utf8(read) : read;
    }

    private final class Opening implements Task {
        private final byte[] salt;
        private final @Nullable List<String> unread;
        private Side side = Side.BEFORE;
        private int opened;
        private int withheld;
        private int erased;
        private int damaged;

        private Opening(byte[] salt, @Nullable List<String> unread) {
            this.salt = salt;
            this.unread = unread;
        }

        @Override
        public @Nullable Object value(OpenPlan.Place place, OpenPlan.Hidden hidden, ByteBuffer bytes, String pointer) {
            Optional<ProtectedValue> value = ProtectedValue.read(bytes);
            byte[] plaintext =
                    value.isPresent() ? opened(hidden.group, value.get(), pointer) : damaged(hidden.group, pointer);
            if (plaintext != null) {
                Optional<Object> datum = hidden.read(plaintext);
                if (datum.isPresent()) {
                    opened++;
                    return datum.get();
                }
                damaged(hidden.group, pointer); // Its writer had the key, and sealed something else.
            }
            boolean isNull = unreadable == Unreadable.ALWAYS_NULL || (unreadable == Unreadable.NULL && place.nullable);
            return isNull ? null : bytes;
        }

        @Override
        public Optional<String> member(String group, ProtectedValue value, String pointer) {
            byte[] plaintext = opened(group, value, pointer);
            if (plaintext != null) {
                try {
                    String json = text.read(plaintext).toString();
                    if (MarkedJson.isValue(json)) {
                        opened++;
                        return Optional.of(json);
                    }
                } catch (MalformedDatumException e) {
                    // As above.
                }
                damaged(group, pointer);
            }
            return unreadable == Unreadable.BYTES ? Optional.empty() : Optional.of("null");
        }

        private byte @Nullable [] opened(String group, ProtectedValue value, String pointer) {
            if (pointer.length() > FieldPlace.LONGEST) {
                return damaged(group, pointer); // Nothing is sealed there.
            }
            KeyAnswer answer = keys.key(dataset, group, value.keyId());
            if (answer instanceof KeyAnswer.Granted granted) {
                FieldKey key = cipher.key(granted.key(), salt, info(side, pointer));
                return cipher.open(key, value) instanceof FieldCipher.Opened clear
                        ? clear.plaintext()
                        : damaged(group, pointer);
            }
            if (answer == KeyAnswer.Absent.ERASED) {
                erased++;
                note(group, pointer, "erased");
            } else {
                withheld++;
                note(group, pointer, "withheld");
            }
            return null;
        }

        private byte @Nullable [] damaged(String group, String pointer) {
            damaged++;
            note(group, pointer, "damaged");
            return null;
        }

        private void note(String group, String pointer, String why) {
            if (unread != null) {
                String shown = pointer.length() > FieldPlace.LONGEST ? pointer.substring(0, SHOWN) + "…" : pointer;
                unread.add("/" + side.field() + shown + " (" + group + "): " + why);
            }
        }
    }
}
