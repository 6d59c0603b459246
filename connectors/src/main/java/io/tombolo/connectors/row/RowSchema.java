package io.tombolo.connectors.row;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The schemas of a dataset's rows and keys, by its columns. Every column but the key's may be null. */
public record RowSchema(Schema value, Schema key) {

    public RowSchema(DatasetId dataset, List<Column> columns, List<String> keyColumns) {
        this(value(dataset, columns, keyColumns), key(dataset, columns, keyColumns));
    }

    private static Schema value(DatasetId dataset, List<Column> columns, List<String> keyColumns) {
        SchemaBuilder value =
                SchemaBuilder.struct().name(ChangeEventSchema.rowName(dataset)).optional();
        for (Column column : columns) {
            value.field(column.name(), column.type().schema(keyColumns.contains(column.name())));
        }
        return value.build();
    }

    /** @throws IllegalArgumentException for a key column that is none of the columns */
    private static Schema key(DatasetId dataset, List<Column> columns, List<String> keyColumns) {
        SchemaBuilder key = SchemaBuilder.struct().name(ChangeEventSchema.keyName(dataset));
        for (String name : keyColumns) {
            Column column = columns.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("key column " + name + " is none of the columns "
                            + columns.stream().map(Column::name).toList()));
            key.field(name, column.type().schema(true));
        }
        return key.build();
    }
}
