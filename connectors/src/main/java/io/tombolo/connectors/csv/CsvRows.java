package io.tombolo.connectors.csv;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.row.RowLimit;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import io.tombolo.connectors.row.SourceNames;
import io.tombolo.connectors.text.PlainText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV text, one after another. One thread. */
public final class CsvRows implements Closeable {

    /** What lies before a place in a CSV text. */
    public enum Edge {
        /** The end of a row and its line. */
        ROW(0),
        /** A row that was taken without a line end. */
        OPEN_LINE(1),
        /** A quote that was not closed when the text ended. */
        OPEN_QUOTE(2),
        /** A row with a fault in its quotes: what follows may be a part of it. */
        FAULT(3);

        private final int number;

        Edge(int number) {
            this.number = number;
        }

        /** What source offsets hold. */
        public int number() {
            return number;
        }

        /** The edge of a number; {@link #ROW} for one that there is not. */
        public static Edge of(long number) {
            for (Edge edge : values()) {
                if (edge.number == number) {
                    return edge;
                }
            }
            return ROW;
        }
    }

    private static final ByteBuffer NO_INPUT = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final CsvFile file;
    private final RowReader rows;
    private final int maxBytes;
    private final boolean whole;
    private CsvFile.@Nullable Found found;

    private CsvRows(CsvFile file, RowReader rows, int maxBytes, boolean whole) {
        this.file = file;
        this.rows = rows;
        this.maxBytes = maxBytes;
        this.whole = whole;
    }

    /**
     * Names and types of the columns, from the header and all values.
     *
     * @param path what the text is called in messages
     * @throws ConnectException when the header can't be used, or a column of it is known by another name
     */
    public static List<Column> columns(
            PlainText text, Path path, CsvDialect dialect, List<String> keyColumns, SourceNames names)
            throws IOException {
        CsvHeader header = CsvHeader.read(text, path, dialect, true);
        if (header != null) {
            names.takeAll(String.valueOf(path.getFileName()), header.names(), header.sources());
        }
        return CsvInference.infer(text, path, dialect, keyColumns).columns();
    }

    /**
     * What the rows are to be.
     *
     * @param columns names and types of the dataset's
     * @param inferred whether the types were found by reading
     * @param names by which names the columns are known in files
     */
    public record Target(RowSchema schema, List<Column> columns, boolean inferred, SourceNames names) {
        public Target {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Opens a text; null when it has no header.
     *
     * @param position byte to begin at, 0 for the first row
     * @param line number of the line that begins there
     * @param edge what lies before it
     * @param whole whether nobody writes to the text any more, so that a last line without its end is a row
     * @throws ConnectException when the header can't be used, names a column that is none of {@code target}'s, or one that another name
     *     represents
     */
    public static @Nullable CsvRows open(
            PlainText text,
            Path path,
            CsvDialect dialect,
            Target target,
            long position,
            long line,
            Edge edge,
            boolean whole)
            throws IOException {
        CsvHeader header = CsvHeader.read(text, path, dialect, whole);
        return header == null ? null : open(header, text, path, dialect, target, position, line, edge, whole);
    }

    /** As {@link #open(PlainText, Path, CsvDialect, Target, long, long, Edge, boolean)}, of a text whose header was read. */
    public static CsvRows open(
            CsvHeader header,
            PlainText text,
            Path path,
            CsvDialect dialect,
            Target target,
            long position,
            long line,
            Edge edge,
            boolean whole)
            throws IOException {
        List<Column> inFile = new ArrayList<>();
        for (String name : header.names()) {
            inFile.add(target.columns().stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ConnectException(path.getFileName() + ": column " + name
                            + " is none of the dataset's columns "
                            + target.columns().stream().map(Column::name).toList())));
        }
        target.names().takeAll(String.valueOf(path.getFileName()), header.names(), header.sources());
        boolean fresh = position == 0;
        CsvFile file = new CsvFile(
                text.open(),
                dialect,
                inFile.size(),
                fresh ? header.end() : position,
                fresh ? header.nextLine() : line,
                fresh ? header.edge() : edge);
        return new CsvRows(
                file, new RowReader(target.schema(), inFile, target.inferred(), dialect), dialect.maxBytes(), whole);
    }

    /** Continues to the next row; null when there is none. */
    public @Nullable RowOutcome next() throws IOException {
        CsvFile.Found next = file.next(whole);
        found = next;
        return switch (next) {
            case NOTHING -> null;
            case RECORD -> new RowLimit(maxBytes).checked(rows.read(file.bytes(), file.start(), file.scan()));
            default -> RowReader.uncut(next, maxBytes, file.recordLine(), file.lastLine());
        };
    }

    /** The latest row's first bytes. */
    public ByteBuffer input() {
        return found == null ? NO_INPUT : ByteBuffer.wrap(file.found(Objects.requireNonNull(found)));
    }

    /** The number of the line on which the latest row begins. */
    public long rowLine() {
        return file.recordLine();
    }

    /** Byte behind the latest row. */
    public long position() {
        return file.position();
    }

    /** The number of the line that begins at {@link #position()}. */
    public long line() {
        return file.line();
    }

    /** What lies before {@link #position()}. */
    public Edge edge() {
        return file.edge();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
