package io.tombolo.connectors.format;

import io.tombolo.connectors.csv.CsvRows;
import io.tombolo.connectors.csv.CsvRows.Edge;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comma-separated values with a header; RFC 4180, any one-byte separator. */
record CsvFormat() implements RowFormat {

    static final String NAME = "csv";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean needsColumns() {
        return true;
    }

    @Override
    public List<Column> columns(SourceFile file, Layout layout) throws IOException {
        return CsvRows.columns(
                file.text(layout.charset()),
                file.path(),
                layout.csv().ofFile(file.baseName()),
                layout.keyColumns(),
                layout.names());
    }

    @Override
    public void verify(SourceFile file, Layout layout) throws IOException {
        file.text(layout.charset()).verify();
    }

    @Override
    public RowCursor open(SourceFile file, Layout layout, RowCursor.Mark from) throws IOException {
        if (layout.columns().isEmpty()) {
            // Not even a header.
            return RowCursor.EMPTY;
        }
        RowSchema schema = new RowSchema(layout.dataset(), layout.columns(), layout.keyColumns());
        CsvRows rows = CsvRows.open(
                file.text(layout.charset()),
                file.path(),
                layout.csv().ofFile(file.baseName()),
                new CsvRows.Target(schema, layout.columns(), layout.inferred(), layout.names()),
                from.position(),
                from.number(),
                Edge.of(from.within()),
                true);
        return rows == null ? RowCursor.EMPTY : RowCursor.of(rows);
    }

    record Cursor(CsvRows rows) implements RowCursor {
        @Override
        public RowCursor.@Nullable FoundRow next() throws IOException {
            RowOutcome outcome = rows.next();
            if (outcome == null) {
                return null;
            }
            boolean good = outcome instanceof RowOutcome.Row;
            return new RowCursor.FoundRow(
                    outcome, "line", rows.rowLine(), good ? RowCursor.FoundRow.NO_INPUT : rows.input());
        }

        @Override
        public RowCursor.Mark mark() {
            return new RowCursor.Mark(rows.position(), rows.line(), rows.edge().number());
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
