package io.tombolo.connectors.file;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowLimit;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import io.tombolo.connectors.text.PlainText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV text that nobody writes to any more, one after another. One thread. */
public final class CsvRows implements Closeable {

    private static final ByteBuffer NO_INPUT = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final CsvFile file;
    private final RowReader rows;
    private final int maxBytes;
    private CsvFile.@Nullable Found found;

    private CsvRows(CsvFile file, RowReader rows, int maxBytes) {
        this.file = file;
        this.rows = rows;
        this.maxBytes = maxBytes;
    }

    /** How CSV is written. */
    public record Dialect(char separator, Set<String> nullMarkers, int maxBytes) {
        public Dialect {
            nullMarkers = Set.copyOf(nullMarkers);
        }
    }

    /**
     * Names and types of the columns, from the header and all values.
     *
     * @param path what the text is called in messages
     * @throws ConnectException when the header can't be used
     */
    public static List<Column> columns(PlainText text, Path path, Dialect dialect) throws IOException {
        return CsvInference.infer(text, path, dialect.separator(), dialect.nullMarkers(), Long.MAX_VALUE)
                .columns();
    }

    /**
     * Opens a text; null when it has no header.
     *
     * @param position byte to begin at, 0 for the first row
     * @param line number of the line that begins there
     * @param openEnd whether the row before it was taken without a line end
     * @throws ConnectException when the header can't be used, or names a column that is none of {@code columns}
     */
    public static @Nullable CsvRows open(
            PlainText text,
            Path path,
            Dialect dialect,
            RowSchema schema,
            List<Column> columns,
            long position,
            long line,
            boolean openEnd)
            throws IOException {
        CsvHeader header = CsvHeader.read(text, path, dialect.separator(), dialect.maxBytes(), true);
        if (header == null) {
            return null;
        }
        List<Column> inFile = header.names().stream()
                .map(name -> columns.stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new ConnectException(path.getFileName() + ": column " + name
                                + " is none of the dataset's columns "
                                + columns.stream().map(Column::name).toList())))
                .toList();
        RecordScan scan = new RecordScan(dialect.separator(), dialect.maxBytes());
        boolean fresh = position == 0;
        CsvFile file = new CsvFile(
                text.open(),
                scan,
                fresh ? header.end() : position,
                fresh ? header.nextLine() : line,
                fresh ? header.openEnd() : openEnd);
        return new CsvRows(file, new RowReader(schema, inFile, dialect.nullMarkers()), dialect.maxBytes());
    }

    /** Goes on to the next row; null when there is none. */
    public @Nullable RowOutcome next() throws IOException {
        CsvFile.Found next = file.next(true);
        found = next;
        return switch (next) {
            case NOTHING -> null;
            case RECORD -> new RowLimit(maxBytes).checked(rows.read(file.bytes(), file.start(), file.scan()));
            default -> RowReader.uncut(next, maxBytes);
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

    /** Whether the latest row had no line end. */
    public boolean openEnd() {
        return file.openEnd();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
