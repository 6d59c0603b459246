package io.tombolo.protect;

import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.avro.MalformedDatumException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** Where in data protected values can be, found once for each schema, so that a record costs what it has of them. One thread. */
final class OpenPlan {

    private static final int KEPT = 1_000;
    private static final Place NOTHING = new Place(null, false, false);

    /** A place of one schema: what can be in it. */
    static final class Place {
        final @Nullable Hidden hidden;
        final boolean nullable;
        /** A text that may be JSON with protected members. */
        final boolean text;

        boolean records;

        @Nullable Place items;

        @Nullable Place values;

        private Place(@Nullable Hidden hidden, boolean nullable, boolean text) {
            this.hidden = hidden;
            this.nullable = nullable;
            this.text = text;
        }

        boolean any() {
            return hidden != null || text || records || items != null || values != null;
        }
    }

    /** Protected bytes: for whom, and what they are when they are open. */
    static final class Hidden {
        final String group;
        private final Schema of;
        private final BoundedAvro plaintext;
        private final @Nullable Conversion<?> conversion;

        private Hidden(ProtectedType type, GenericData data) {
            this.group = type.group();
            this.of = type.of();
            this.plaintext = data instanceof SpecificData ? BoundedAvro.specific(of, of) : BoundedAvro.of(of, of, data);
            LogicalType logical = of.getLogicalType();
            // Bytes that are the whole datum stand bare, and are not converted by Avro's reader.
            this.conversion =
                    of.getType() == Schema.Type.BYTES && logical != null ? data.getConversionFor(logical) : null;
        }

        /** Empty when the bytes are not one whole datum. */
        Optional<Object> read(byte[] bytes) {
            try {
                Object datum = Objects.requireNonNull(plaintext.read(bytes, 0), "null is never protected");
                Object generic = datum instanceof byte[] bare ? ByteBuffer.wrap(bare) : datum;
                if (conversion != null) {
                    return Optional.of(Conversions.convertToLogicalType(generic, of, of.getLogicalType(), conversion));
                }
                // So that bytes that are open differ from bytes that are not, whatever they begin with.
                return Optional.of(generic instanceof ByteBuffer open ? open.asReadOnlyBuffer() : generic);
            } catch (MalformedDatumException | AvroRuntimeException | NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    /** The fields of a record's schema that have something in them. */
    static final class Fields {
        int[] at = {};
        String[] names = {};
        Place[] places = {};
    }

    private final GenericData data;
    private final IdentityHashMap<Schema, Fields> records = new IdentityHashMap<>();

    OpenPlan(GenericData data) {
        this.data = data;
    }

    Fields fields(Schema record) {
        Fields known = records.get(record);
        if (known != null) {
            return known;
        }
        if (records.size() >= KEPT) {
            records.clear();
        }
        Fields fields = new Fields();
        // Before its fields are looked at, so that a recursive type ends.
        records.put(record, fields);
        int[] at = new int[record.getFields().size()];
        List<Place> places = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Schema.Field field : record.getFields()) {
            Place place = place(field.schema());
            if (place.any()) {
                at[places.size()] = field.pos();
                names.add(FieldPlace.pointer("", field.name()));
                places.add(place);
            }
        }
        fields.at = Arrays.copyOf(at, places.size());
        fields.names = names.toArray(String[]::new);
        fields.places = places.toArray(Place[]::new);
        return fields;
    }

    private Place place(Schema schema) {
        List<Schema> branches = schema.isUnion() ? schema.getTypes() : List.of(schema);
        Hidden hidden = null;
        boolean text = false;
        for (Schema branch : branches) {
            if (ProtectedType.isProtected(branch)) {
                hidden = new Hidden(ProtectedType.of(branch).orElseThrow(), data);
            }
            text |= branch.getType() == Schema.Type.STRING;
        }
        Place place = new Place(hidden, schema.isNullable(), text);
        for (Schema branch : branches) {
            switch (branch.getType()) {
                case ARRAY -> place.items = some(place(branch.getElementType()));
                case MAP -> place.values = some(place(branch.getValueType()));
                case RECORD -> place.records = true;
                default -> {
                    // Nothing is inside.
                }
            }
        }
        return place.any() ? place : NOTHING;
    }

    private static @Nullable Place some(Place place) {
        return place.any() ? place : null;
    }
}
