package io.tombolo.connectors.format;

import io.tombolo.connectors.row.RowLimit;
import io.tombolo.connectors.row.RowOutcome;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;

/** Takes the key out of rows that come with a schema of their own, and refuses those that are too long for an event. */
final class RecordKeys {

    private final Schema schema;
    private final RowLimit limit;

    /** @throws ConnectException when a key column is none of the row's fields */
    RecordKeys(String file, Schema row, Layout layout) {
        SchemaBuilder key = SchemaBuilder.struct();
        for (String name : layout.keyColumns()) {
            Field field = row.field(name);
            if (field == null) {
                throw new ConnectException(file + ": key column " + name + " is none of its fields "
                        + row.fields().stream().map(Field::name).toList());
            }
            key.field(name, field.schema());
        }
        this.schema = key.build();
        this.limit = new RowLimit(layout.maxBytes());
    }

    RowOutcome keyed(Struct row) {
        Struct key = new Struct(schema);
        for (Field field : schema.fields()) {
            Object part = row.getWithoutDefault(field.name());
            if (part == null) {
                return new RowOutcome.Refused("MISSING_KEY", "key column " + field.name() + ": no value");
            }
            key.put(field, part);
        }
        return limit.checked(new RowOutcome.Row(key, row));
    }
}
