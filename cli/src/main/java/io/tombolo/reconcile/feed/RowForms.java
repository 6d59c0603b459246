package io.tombolo.reconcile.feed;

import io.tombolo.reconcile.source.ComparedColumn;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The comparable texts of records, column by column; what depends on a schema is made once for each. One thread. */
final class RowForms {
    private static final int KEPT = 1_000;

    private record Cell(int place, Function<Object, String> text) {}

    private final List<ComparedColumn> columns;
    private final IdentityHashMap<Schema, List<@Nullable Cell>> known = new IdentityHashMap<>();

    RowForms(List<ComparedColumn> columns) {
        this.columns = List.copyOf(columns);
    }

    /** In the columns' order; null where there is no value, or where an older event had no such field. */
    List<@Nullable String> texts(GenericRecord row) {
        List<@Nullable Cell> cells = known.get(row.getSchema());
        if (cells == null) {
            cells = cells(row.getSchema());
            if (known.size() >= KEPT) {
                known.clear();
            }
            known.put(row.getSchema(), cells);
        }
        List<@Nullable String> texts = new ArrayList<>(cells.size());
        for (Cell cell : cells) {
            Object value = cell == null ? null : row.get(cell.place());
            texts.add(cell == null || value == null ? null : cell.text().apply(value));
        }
        return texts;
    }

    private List<@Nullable Cell> cells(Schema schema) {
        List<@Nullable Cell> cells = new ArrayList<>(columns.size());
        for (ComparedColumn column : columns) {
            Schema.Field field = schema.getField(column.field());
            cells.add(
                    field == null
                            ? null
                            : new Cell(field.pos(), column.form().feed().apply(bare(field.schema()))));
        }
        return cells;
    }

    private static Schema bare(Schema schema) {
        return schema.isUnion() && schema.getTypes().size() == 2
                ? schema.getTypes().stream()
                        .filter(one -> one.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElse(schema)
                : schema;
    }
}
