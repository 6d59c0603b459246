package io.tombolo.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.json.BadJsonException;
import io.tombolo.connectors.json.StrictJson;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowLimit;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import io.tombolo.connectors.text.LineCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. */
record JsonLinesFormat() implements RowFormat {

    static final String NAME = "jsonl";
    private static final int KEPT_OF_REFUSED = 64 * 1024;
    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

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
        JsonColumns found = new JsonColumns(layout.keyColumns(), layout.names());
        try (LineCursor lines = lines(file, layout, RowCursor.Mark.START)) {
            while (lines.next()) {
                ByteBuffer line = trimmed(lines.bytes(), lines.line());
                if (line.hasRemaining() && !lines.tooLong()) {
                    JsonNode row = object(line);
                    if (row != null) {
                        found.see(row);
                    }
                }
            }
        }
        found.takeNames();
        return found.columns();
    }

    private static @Nullable JsonNode object(ByteBuffer line) {
        try {
            JsonNode row = StrictJson.read(line.array(), line.arrayOffset() + line.position(), line.remaining());
            return row.isObject() ? row : null;
        } catch (BadJsonException e) {
            // It will be refused with its reason when it is its turn to be shared.
            return null;
        }
    }

    @Override
    public void verify(SourceFile file, Layout layout) throws IOException {
        file.text(layout.charset()).verify();
    }

    @Override
    public RowCursor open(SourceFile file, Layout layout, RowCursor.Mark from) throws IOException {
        if (layout.columns().isEmpty()) {
            return withoutColumns(file, layout);
        }
        RowSchema schema = new RowSchema(layout.dataset(), layout.columns(), layout.keyColumns());
        LineCursor lines = lines(file, layout, from);
        return new Cursor(
                lines,
                new JsonRows(schema, layout.columns(), layout.inferred(), layout.names()),
                layout.maxBytes(),
                from);
    }

    /** No line gave a column: then there is none, or none is an object with a value. */
    private static RowCursor withoutColumns(SourceFile file, Layout layout) throws IOException {
        try (LineCursor lines = lines(file, layout, RowCursor.Mark.START)) {
            while (lines.next()) {
                if (trimmed(lines.bytes(), lines.line()).hasRemaining()) {
                    throw new ConnectException(
                            file.name() + ": no line of it is a JSON object with a field that has a value");
                }
            }
        }
        return RowCursor.EMPTY;
    }

    private static LineCursor lines(SourceFile file, Layout layout, RowCursor.Mark from) throws IOException {
        return new LineCursor(file.text(layout.charset()).open(), from.position(), from.number(), layout.maxBytes());
    }

    private static ByteBuffer trimmed(ByteBuffer line, long number) {
        ByteBuffer text = line;
        if (number == 1 && text.remaining() >= UTF_8_MARK.length) {
            ByteBuffer mark = ByteBuffer.wrap(UTF_8_MARK);
            text = text.slice(0, UTF_8_MARK.length).equals(mark) ? text.position(UTF_8_MARK.length) : text;
        }
        while (text.hasRemaining() && (text.get(text.position()) == ' ' || text.get(text.position()) == '\t')) {
            text.get();
        }
        return text;
    }

    private static final class Cursor implements RowCursor {
        private final LineCursor lines;
        private final JsonRows rows;
        private final int maxBytes;
        private RowCursor.Mark mark;

        Cursor(LineCursor lines, JsonRows rows, int maxBytes, RowCursor.Mark from) {
            this.lines = lines;
            this.rows = rows;
            this.maxBytes = maxBytes;
            this.mark = from;
        }

        @Override
        public RowCursor.@Nullable FoundRow next() throws IOException {
            while (lines.next()) {
                boolean grown = mark.within() == 1;
                ByteBuffer line = trimmed(lines.bytes(), lines.line());
                boolean blank = !line.hasRemaining();
                long number = grown ? mark.number() - 1 : lines.line();
                mark = new RowCursor.Mark(lines.position(), lines.line() + 1, lines.ended() ? 0 : 1);
                if (blank) {
                    continue;
                }
                RowOutcome outcome = grown ? grew() : outcome(line);
                boolean good = outcome instanceof RowOutcome.Row;
                return new RowCursor.FoundRow(outcome, "line", number, good ? RowCursor.FoundRow.NO_INPUT : copy(line));
            }
            return null;
        }

        private RowOutcome outcome(ByteBuffer line) {
            return lines.tooLong()
                    ? new RowOutcome.Refused("TOO_LONG", "no end of the line within " + maxBytes + " bytes")
                    : new RowLimit(maxBytes)
                            .checked(rows.read(line.array(), line.arrayOffset() + line.position(), line.remaining()));
        }

        private static RowOutcome grew() {
            return new RowOutcome.Refused(
                    "LINE_GREW",
                    "the file's last line had been shared without a line end, and then it grew; what was added to that"
                            + " line is not shared");
        }

        private static ByteBuffer copy(ByteBuffer line) {
            byte[] bytes = new byte[Math.min(line.remaining(), KEPT_OF_REFUSED)];
            line.duplicate().get(bytes);
            return ByteBuffer.wrap(bytes);
        }

        @Override
        public RowCursor.Mark mark() {
            return mark;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
