package io.tombolo.connectors.format;

import io.tombolo.schemas.AvroNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/**
 * How values of one Parquet type become Connect's. Lists and maps are read in the form that the format's specification asks for,
 * and lists in the older ones that it says how to recognise.
 */
interface ParquetShape {

    /** What the value is in Connect. */
    Schema schema();

    /** The value of a field's {@code index}th repetition. */
    @Nullable Object read(Group group, int field, int index);

    /** The shape of one value of a type, without its repetition. */
    static ParquetShape of(Type type) {
        boolean optional = type.isRepetition(Repetition.OPTIONAL);
        if (type.isPrimitive()) {
            return ParquetPrimitive.of(type.asPrimitiveType(), optional);
        }
        GroupType group = type.asGroupType();
        if (group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation && repeatsOnce(group)) {
            return new Items(group, optional);
        }
        if (group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation && repeatsOnce(group)) {
            return Entries.of(group, optional);
        }
        return new Row(group, optional);
    }

    private static boolean repeatsOnce(GroupType group) {
        return group.getFieldCount() == 1 && group.getType(0).isRepetition(Repetition.REPEATED);
    }

    /** The file's rows, or a struct in them. */
    final class Row implements ParquetShape {
        private final Schema schema;
        private final List<ParquetShape> shapes = new ArrayList<>();

        Row(GroupType group, boolean optional) {
            this(group, optional, AvroNames::name);
        }

        /** @param names of columns, by the file's */
        Row(GroupType group, boolean optional, UnaryOperator<String> names) {
            SchemaBuilder builder = SchemaBuilder.struct();
            for (Type field : group.getFields()) {
                ParquetShape shape = field.isRepetition(Repetition.REPEATED) ? new Repeated(of(field)) : of(field);
                shapes.add(shape);
                builder.field(names.apply(field.getName()), shape.schema());
            }
            this.schema = optional ? builder.optional().build() : builder.build();
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public Struct read(Group group, int field, int index) {
            return row(group.getGroup(field, index));
        }

        Struct row(Group group) {
            Struct struct = new Struct(schema);
            List<Field> fields = schema.fields();
            for (int i = 0; i < shapes.size(); i++) {
                ParquetShape shape = shapes.get(i);
                if (shape instanceof Repeated || group.getFieldRepetitionCount(i) > 0) {
                    struct.put(fields.get(i), shape.read(group, i, 0));
                }
            }
            return struct;
        }
    }

    /** A repeated field outside a list. */
    record Repeated(ParquetShape item) implements ParquetShape {
        @Override
        public Schema schema() {
            return SchemaBuilder.array(item.schema()).build();
        }

        @Override
        public List<@Nullable Object> read(Group group, int field, int index) {
            List<@Nullable Object> items = new ArrayList<>();
            for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
                items.add(item.read(group, field, i));
            }
            return items;
        }
    }

    /** A list. */
    final class Items implements ParquetShape {
        private final Schema schema;
        private final ParquetShape item;
        private final boolean wrapped;

        Items(GroupType list, boolean optional) {
            Type repeated = list.getType(0);
            // Older writers repeat the element itself; the specification names the signs.
            wrapped = !repeated.isPrimitive()
                    && repeated.asGroupType().getFieldCount() == 1
                    && !repeated.getName().equals("array")
                    && !repeated.getName().equals(list.getName() + "_tuple");
            item = of(wrapped ? repeated.asGroupType().getType(0) : repeated);
            SchemaBuilder builder = SchemaBuilder.array(item.schema());
            this.schema = optional ? builder.optional().build() : builder.build();
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public List<@Nullable Object> read(Group group, int field, int index) {
            Group list = group.getGroup(field, index);
            List<@Nullable Object> items = new ArrayList<>();
            for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
                if (wrapped) {
                    Group one = list.getGroup(0, i);
                    items.add(one.getFieldRepetitionCount(0) == 0 ? null : item.read(one, 0, 0));
                } else {
                    items.add(item.read(list, 0, i));
                }
            }
            return items;
        }
    }

    /** A map; one whose keys are not text is a list of its entries. */
    record Entries(Schema schema, ParquetShape key, ParquetShape value) implements ParquetShape {
        static ParquetShape of(GroupType map, boolean optional) {
            GroupType entry = map.getType(0).asGroupType();
            if (entry.getFieldCount() != 2) {
                return new Items(map, optional);
            }
            ParquetShape key = ParquetShape.of(entry.getType(0));
            ParquetShape value = ParquetShape.of(entry.getType(1));
            if (key.schema().type() != Schema.Type.STRING) {
                return new Items(map, optional);
            }
            SchemaBuilder builder = SchemaBuilder.map(Schema.STRING_SCHEMA, value.schema());
            return new Entries(optional ? builder.optional().build() : builder.build(), key, value);
        }

        @Override
        public Map<Object, @Nullable Object> read(Group group, int field, int index) {
            Group map = group.getGroup(field, index);
            Map<Object, @Nullable Object> entries = new HashMap<>();
            for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
                Group entry = map.getGroup(0, i);
                entries.put(
                        String.valueOf(key.read(entry, 0, 0)),
                        entry.getFieldRepetitionCount(1) == 0 ? null : value.read(entry, 1, 0));
            }
            return entries;
        }
    }
}
