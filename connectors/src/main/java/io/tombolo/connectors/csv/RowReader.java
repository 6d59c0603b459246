package io.tombolo.connectors.csv;

import io.tombolo.connectors.json.WholeText;
import io.tombolo.connectors.row.BadValueException;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.ColumnType;
import io.tombolo.connectors.row.ColumnType.Exactness;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Makes a typed row of a scanned record, or says why that can't be. */
final class RowReader {

    private final List<Column> columns;
    private final CsvDialect dialect;
    private final Exactness[] exactness;
    private final RowSchema schema;
    private final Field[] valueFields;
    private final @Nullable Field[] keyFields;
    private final List<String> absentKeys;

    /**
     * @param columns the file's, in its order; each one of {@code schema}'s
     * @param inferred whether their types were found by reading
     */
    RowReader(RowSchema schema, List<Column> columns, boolean inferred, CsvDialect dialect) {
        this.schema = schema;
        this.columns = List.copyOf(columns);
        this.dialect = dialect;
        exactness = new Exactness[columns.size()];
        valueFields = new Field[columns.size()];
        keyFields = new Field[columns.size()];
        for (int i = 0; i < valueFields.length; i++) {
            valueFields[i] = schema.value().field(columns.get(i).name());
            keyFields[i] = schema.key().field(columns.get(i).name());
            exactness[i] = Exactness.of(inferred, keyFields[i] != null);
        }
        List<String> names = columns.stream().map(Column::name).toList();
        absentKeys = schema.key().fields().stream()
                .map(Field::name)
                .filter(key -> !names.contains(key))
                .toList();
    }

    RowOutcome read(byte[] bytes, int from, RecordScan scan) {
        if (!scan.ascii() && !CsvText.isUtf8(bytes, from, scan.end())) {
            return new RowOutcome.Refused("BAD_ENCODING", "bytes that are not UTF-8");
        }
        if (scan.fields() != valueFields.length) {
            return new RowOutcome.Refused(
                    "COLUMN_COUNT", scan.fields() + " columns, the header has " + valueFields.length);
        }
        if (!absentKeys.isEmpty()) {
            return new RowOutcome.Refused("MISSING_KEY", "key column " + absentKeys.get(0) + ": not in the file");
        }
        Struct value = new Struct(schema.value());
        Struct key = new Struct(schema.key());
        for (int i = 0; i < valueFields.length; i++) {
            Column column = columns.get(i);
            String text = CsvText.field(bytes, scan, i);
            Field keyField = keyFields[i];
            if (isNull(text, scan.quoted(i), column.type())) {
                if (keyField != null) {
                    return new RowOutcome.Refused("MISSING_KEY", "key column " + column.name() + ": no value");
                }
                continue;
            }
            Object typed;
            try {
                typed = column.type().value(text, exactness[i], dialect.decimalComma());
            } catch (BadValueException e) {
                return e.refused(column.name(), "'" + WholeText.shownValue(text) + "'");
            }
            value.put(valueFields[i], typed);
            if (keyField != null) {
                key.put(keyField, typed);
            }
        }
        return new RowOutcome.Row(key, value);
    }

    /** A marker in quotes is text where the column holds text, and still no value where it can hold none. */
    private boolean isNull(String text, boolean quoted, ColumnType type) {
        if (quoted && type.kind() == ColumnType.Kind.STRING) {
            return false;
        }
        return dialect.nullMarkers().contains(text) || (text.isEmpty() && type.kind() != ColumnType.Kind.STRING);
    }

    /**
     * Why a record that could not be cut is refused.
     *
     * @param first number of its first line
     * @param last number of its last line
     */
    static RowOutcome.Refused uncut(CsvFile.Found found, int maxBytes, long first, long last) {
        String lines = first == last ? "line " + first : "lines " + first + " to " + last;
        String detail = switch (found) {
            case BAD_QUOTES ->
                "a quote in a field in quotes is neither doubled nor followed by a separator or the line's end;"
                        + " refused: "
                        + lines;
            case OPEN_QUOTE ->
                "a quote is opened and never closed, so nothing after it is certain to be a row; refused: " + lines;
            case TOO_LONG -> "no end of the row within " + maxBytes + " bytes; refused: " + lines;
            case LINE_GREW ->
                "the file's last line had been shared without a line end, and then it grew; what was added to "
                        + "that line is not shared";
            default -> throw new IllegalStateException(found.name());
        };
        return new RowOutcome.Refused(found.name(), detail);
    }
}
