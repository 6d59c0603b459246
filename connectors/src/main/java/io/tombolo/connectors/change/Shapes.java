package io.tombolo.connectors.change;

import io.tombolo.connectors.mask.FieldRules;
import io.tombolo.connectors.mask.RowShape;
import io.tombolo.connectors.protect.ProtectRules;
import io.tombolo.connectors.protect.ProtectedRow;
import io.tombolo.connectors.source.Change;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** What is made once for each schema that a source uses: a changed table is a new schema, and needs no restart. */
final class Shapes {

    /**
     * How changes of one schema are written.
     *
     * @param key null when no key is known, as for a truncation
     */
    record Shape(
            DatasetId dataset,
            Schema keySource,
            Schema rowSource,
            RowShape key,
            RowShape row,
            ProtectedRow protect,
            Envelope envelope) {

        /** What of the source says whose data a row is, unless the rules say. */
        List<String> keyNames() {
            return keySource.fields().stream().map(Field::name).toList();
        }
    }

    private record Which(DatasetId dataset, Schema row, Schema key) {}

    private static final int KEPT = 256;
    private static final Schema NO_KEY = SchemaBuilder.struct().build();

    private final Map<Which, Shape> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Which, Shape> eldest) {
            return size() > KEPT;
        }
    };

    private final List<String> keyFields;
    private final FieldRules rules;
    private final ProtectRules protectRules;
    private final boolean everyRule;
    private @Nullable Shape latest;
    private @Nullable Schema latestKey;

    /** @param everyRule whether all rows are of one kind, so that each of them has every field that is to be protected */
    Shapes(List<String> keyFields, FieldRules rules, ProtectRules protectRules, boolean everyRule) {
        this.everyRule = everyRule;
        this.protectRules = protectRules;
        this.keyFields = List.copyOf(keyFields);
        this.rules = rules;
    }

    Shape of(DatasetId dataset, Change change) {
        Schema givenKey = change.key() == null ? NO_KEY : change.key().schema();
        Shape last = latest;
        // The very same objects as before: the usual case, and cheaper than comparing schemas.
        if (last != null
                && last.rowSource() == change.row()
                && latestKey == givenKey
                && last.dataset().equals(dataset)) {
            return last;
        }
        Which which = new Which(dataset, change.row(), givenKey);
        Shape shape = change.truncation() ? anyOf(dataset, change.row()) : known.get(which);
        if (shape == null) {
            shape = made(dataset, change, givenKey);
            known.put(which, shape);
        }
        if (change.truncation()) {
            return shape;
        }
        latest = shape.rowSource() == change.row() ? shape : null;
        latestKey = givenKey;
        return shape;
    }

    /** A truncation has no key to find its shape by: the one that the table's other changes have. */
    private @Nullable Shape anyOf(DatasetId dataset, Schema row) {
        return known.values().stream()
                .filter(shape ->
                        shape.dataset().equals(dataset) && shape.rowSource().equals(row))
                .findFirst()
                .orElse(null);
    }

    private Shape made(DatasetId dataset, Change change, Schema givenKey) {
        Schema key = keyFields.isEmpty() ? givenKey : chosen(dataset, change.row());
        RowShape row = RowShape.row(
                ChangeEventSchema.rowName(dataset),
                change.row(),
                key,
                rules,
                change.table(),
                column -> protectRules.touches(change.table(), column));
        RowShape keyShape = RowShape.key(ChangeEventSchema.keyName(dataset), key, rules, change.table());
        Set<String> keyNames = new HashSet<>();
        key.fields().forEach(field -> keyNames.add(field.name()));
        List<String> sources = change.row().type() == Schema.Type.STRUCT ? row.sources() : List.of();
        if (everyRule && !sources.isEmpty()) {
            requireFields(change);
        }
        ProtectedRow protect = ProtectedRow.of(row.schema(), sources, keyNames, protectRules, change.table());
        return new Shape(dataset, key, change.row(), keyShape, row, protect, new Envelope(dataset, protect.schema()));
    }

    /** A typing error would share in clear what was to be protected. */
    private void requireFields(Change change) {
        for (String name : protectRules.protect().keySet()) {
            boolean there = change.row().fields().stream().anyMatch(field -> {
                String qualified = change.table() + "." + field.name();
                return name.equals(field.name())
                        || name.startsWith(field.name() + ".")
                        || name.equals(qualified)
                        || name.startsWith(qualified + ".");
            });
            if (!there) {
                throw new DataException(ProtectRules.PROTECT + " names " + name + ", and the row has no such field");
            }
        }
    }

    private Schema chosen(DatasetId dataset, Schema row) {
        SchemaBuilder key = SchemaBuilder.struct().name(ChangeEventSchema.keyName(dataset));
        for (String name : keyFields) {
            if (row.type() != Schema.Type.STRUCT) {
                key.field(name, Schema.STRING_SCHEMA);
                continue;
            }
            Field field = row.field(name);
            if (field == null) {
                throw new DataException("no field " + name + ", named in " + ChangeConfig.KEY_FIELDS);
            }
            key.field(name, field.schema());
        }
        return key.build();
    }

    /** The key of a change, in the dataset's form. */
    Struct key(Change change, Shape shape) {
        if (keyFields.isEmpty()) {
            if (change.key() == null) {
                throw new DataException("has no key of fields; set " + ChangeConfig.KEY_FIELDS);
            }
            return shape.key().copy(change.key());
        }
        Object row = change.after() == null ? change.before() : change.after();
        Struct key = new Struct(shape.keySource());
        for (String name : keyFields) {
            Object value = RowShape.field(row, name);
            if (value == null) {
                throw new DataException("key field " + name + ": no value");
            }
            key.put(name, value);
        }
        return shape.key().copy(key);
    }
}
