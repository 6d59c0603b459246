package io.tombolo.connectors.file;

import io.tombolo.connectors.row.BoundedDecimal;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.ColumnType;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Makes a typed row of a scanned record, or says why that can't be. */
final class RowReader {

    private final List<Column> columns;
    private final Set<String> nullMarkers;
    private final RowSchema schema;
    private final Field[] valueFields;
    private final @Nullable Field[] keyFields;
    private final List<String> absentKeys;

    /**
     * @param columns the file's, in its order; each one of {@code schema}'s
     */
    RowReader(RowSchema schema, List<Column> columns, Set<String> nullMarkers) {
        this.schema = schema;
        this.columns = List.copyOf(columns);
        this.nullMarkers = nullMarkers;
        valueFields = new Field[columns.size()];
        keyFields = new Field[columns.size()];
        for (int i = 0; i < valueFields.length; i++) {
            valueFields[i] = schema.value().field(columns.get(i).name());
            keyFields[i] = schema.key().field(columns.get(i).name());
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
                typed = column.type().value(text);
            } catch (BoundedDecimal.TooManyDigitsException e) {
                return new RowOutcome.Refused(
                        "TOO_LONG", "column " + column.name() + ": '" + shortened(text) + "' has " + e.getMessage());
            } catch (RuntimeException e) {
                return new RowOutcome.Refused(
                        "BAD_VALUE", "column " + column.name() + ": '" + shortened(text) + "' is no " + column.type());
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
        return nullMarkers.contains(text) || (text.isEmpty() && type.kind() != ColumnType.Kind.STRING);
    }

    /** Why a record that could not be cut is refused. */
    static RowOutcome.Refused uncut(CsvFile.Found found, int maxBytes) {
        String detail = switch (found) {
            case BAD_QUOTES -> "a closing quote is followed by something else than a separator or the line's end";
            case OPEN_QUOTE -> "a quote is opened and never closed";
            case TOO_LONG ->
                "no end of the row within " + maxBytes + " bytes, or a quote is opened and not closed within them";
            case LINE_GREW ->
                "the file's last line had been shared without a line end, and then it grew; what was added to "
                        + "that line is not shared";
            default -> throw new IllegalStateException(found.name());
        };
        return new RowOutcome.Refused(found.name(), detail);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
