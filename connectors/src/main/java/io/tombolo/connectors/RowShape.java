package io.tombolo.connectors;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** How a source's rows of one schema become the dataset's: the same fields under the dataset's name. */
final class RowShape {

    private final Schema source;
    private final Schema target;
    private final boolean same;
    private final List<Field> from = new ArrayList<>();
    private final List<Field> to = new ArrayList<>();

    RowShape(String name, boolean optional, Schema source) {
        this.source = source;
        this.same = name.equals(source.name()) && source.isOptional() == optional;
        if (same) {
            this.target = source;
            return;
        }
        SchemaBuilder builder = SchemaBuilder.struct().name(name);
        for (Field field : source.fields()) {
            builder.field(field.name(), field.schema());
            from.add(field);
        }
        this.target = optional ? builder.optional().build() : builder.build();
        from.forEach(field -> to.add(target.field(field.name())));
    }

    Schema source() {
        return source;
    }

    Schema schema() {
        return target;
    }

    Struct copy(Struct row) {
        if (same) {
            return row;
        }
        Struct copy = new Struct(target);
        for (int i = 0; i < from.size(); i++) {
            copy.put(to.get(i), row.get(from.get(i)));
        }
        return copy;
    }
}
