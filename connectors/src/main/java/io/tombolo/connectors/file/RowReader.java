package io.tombolo.connectors.file;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Makes a typed row of a scanned record, or says why that can't be. */
final class RowReader {

    /** A row, or the reason why there is none. */
    sealed interface Outcome {
        /** A good row; the key has the key columns only. */
        record Row(Struct key, Struct value) implements Outcome {}

        /** A refused one: a short code and a sentence with thing, value and limit. */
        record Refused(String reason, String detail) implements Outcome {}
    }

    private final List<Column> columns;
    private final Set<String> nullMarkers;
    private final Field[] valueFields;
    private final @Nullable Field[] keyFields;
    private final Schema valueSchema;
    private final Schema keySchema;

    RowReader(DatasetId dataset, List<Column> columns, List<String> keyColumns, Set<String> nullMarkers) {
        this.columns = columns;
        this.nullMarkers = nullMarkers;
        SchemaBuilder value =
                SchemaBuilder.struct().name(ChangeEventSchema.rowName(dataset)).optional();
        for (Column column : columns) {
            value.field(column.name(), column.type().schema(keyColumns.contains(column.name())));
        }
        valueSchema = value.build();
        SchemaBuilder key = SchemaBuilder.struct().name(ChangeEventSchema.keyName(dataset));
        for (String column : keyColumns) {
            key.field(column, valueSchema.field(column).schema());
        }
        keySchema = key.build();
        valueFields = new Field[columns.size()];
        keyFields = new Field[columns.size()];
        for (int i = 0; i < valueFields.length; i++) {
            valueFields[i] = valueSchema.field(columns.get(i).name());
            keyFields[i] = keySchema.field(columns.get(i).name());
        }
    }

    Outcome read(byte[] bytes, int from, RecordScan scan) {
        if (!scan.ascii() && !CsvText.isUtf8(bytes, from, scan.end())) {
            return new Outcome.Refused("BAD_ENCODING", "bytes that are not UTF-8");
        }
        if (scan.fields() != valueFields.length) {
            return new Outcome.Refused(
                    "COLUMN_COUNT", scan.fields() + " columns, the header has " + valueFields.length);
        }
        Struct value = new Struct(valueSchema);
        Struct key = new Struct(keySchema);
        for (int i = 0; i < valueFields.length; i++) {
            Column column = columns.get(i);
            String text = CsvText.field(bytes, scan, i);
            Field keyField = keyFields[i];
            if (isNull(text, scan.quoted(i), column.type())) {
                if (keyField != null) {
                    return new Outcome.Refused("MISSING_KEY", "key column " + column.name() + ": no value");
                }
                continue;
            }
            Object typed;
            try {
                typed = column.type().value(text);
            } catch (RuntimeException e) {
                return new Outcome.Refused(
                        "BAD_VALUE", "column " + column.name() + ": '" + shortened(text) + "' is no " + column.type());
            }
            value.put(valueFields[i], typed);
            if (keyField != null) {
                key.put(keyField, typed);
            }
        }
        return new Outcome.Row(key, value);
    }

    /** A marker in quotes is text where the column holds text, and still no value where it can hold none. */
    private boolean isNull(String text, boolean quoted, ColumnType type) {
        if (quoted && type.kind() == ColumnType.Kind.STRING) {
            return false;
        }
        return nullMarkers.contains(text) || (text.isEmpty() && type.kind() != ColumnType.Kind.STRING);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
