package io.tombolo.connectors.protect;

import io.tombolo.protect.FieldPlace;
import io.tombolo.schemas.AvroNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** What happens to the values of one place in a dataset's rows. */
sealed interface Plan {

    /** What the place has afterwards. */
    Schema schema();

    /**
     * A value, protected where a rule says so; null where its subject was erased.
     *
     * @param pointer the way to it in the row
     */
    @Nullable Object apply(Object value, RowSeal seal, String pointer);

    /** Nothing in it is protected. */
    record Same(Schema schema) implements Plan {
        @Override
        public Object apply(Object value, RowSeal seal, String pointer) {
            return value;
        }
    }

    /** It is protected as a whole. */
    record Sealed(ProtectedForm form, String group) implements Plan {
        @Override
        public Schema schema() {
            return form.schema();
        }

        @Override
        public @Nullable Object apply(Object value, RowSeal seal, String pointer) {
            byte @Nullable [] bytes = seal.seal(group, pointer, form.plaintext(value));
            return bytes == null ? null : form.sealed(bytes);
        }
    }

    /** It was protected before, and its schema still says that it may be. */
    record Clear(ProtectedForm form) implements Plan {
        @Override
        public Schema schema() {
            return form.schema();
        }

        @Override
        public Object apply(Object value, RowSeal seal, String pointer) {
            return form.clear(value);
        }
    }

    /** A struct, of which some fields are. */
    record Fields(Schema schema, List<Plan> plans) implements Plan {
        @Override
        public Object apply(Object value, RowSeal seal, String pointer) {
            Struct from = (Struct) value;
            Struct to = new Struct(schema);
            for (int i = 0; i < plans.size(); i++) {
                Field field = from.schema().fields().get(i);
                // By place is cheaper than by name, but gives the default for a null.
                Object given =
                        field.schema().defaultValue() == null ? from.get(field) : from.getWithoutDefault(field.name());
                if (given != null) {
                    Plan plan = plans.get(i);
                    to.put(
                            schema.fields().get(i),
                            plan instanceof Same
                                    ? given
                                    : plan.apply(
                                            given, seal, FieldPlace.pointer(pointer, AvroNames.name(field.name()))));
                }
            }
            return to;
        }
    }

    /** An array, in whose items some fields are. */
    record Items(Schema schema, Plan item) implements Plan {
        @Override
        public Object apply(Object value, RowSeal seal, String pointer) {
            List<?> given = (List<?>) value;
            List<@Nullable Object> items = new ArrayList<>(given.size());
            for (int i = 0; i < given.size(); i++) {
                Object one = given.get(i);
                items.add(one == null ? null : item.apply(one, seal, FieldPlace.pointer(pointer, String.valueOf(i))));
            }
            return items;
        }
    }

    /**
     * A map, of which some entries are.
     *
     * @param sealed by name; the others are in clear
     */
    record Entries(Schema schema, ProtectedForm form, Map<String, Sealed> sealed) implements Plan {
        @Override
        public Object apply(Object value, RowSeal seal, String pointer) {
            Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((name, given) -> {
                Plan plan = sealed.get(String.valueOf(name));
                entries.put(
                        name,
                        given == null
                                ? null
                                : plan == null
                                        ? form.clear(given)
                                        : plan.apply(given, seal, FieldPlace.pointer(pointer, String.valueOf(name))));
            });
            return entries;
        }
    }

    /** The text of a JSON value, of which some members are. */
    record Document(Schema schema, SealedJson json) implements Plan {
        @Override
        public Object apply(Object value, RowSeal seal, String pointer) {
            return json.sealed((String) value, seal, pointer);
        }
    }
}
