package io.tombolo.connectors.file;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowLimit;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import io.tombolo.connectors.text.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file on its way to being shared: what has been, what comes next, and whether it is still the same file. */
final class SharedFile {

    /**
     * One row, good or refused.
     *
     * @param line number of the line it begins on
     * @param input the row's first bytes when it was refused
     * @param after the progress once it has been shared or refused
     */
    record Step(long line, RowOutcome outcome, ByteBuffer input, FileProgress after) {}

    private static final Logger LOG = LoggerFactory.getLogger(SharedFile.class);
    private static final ByteBuffer NO_INPUT = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final long CHECKED_AT_EVERY_GROWTH = 64L << 20;

    private final CsvSourceConfig config;
    private final Path path;
    private final FileWatch watch;
    private FileProgress progress;
    private Fingerprint fingerprint = new Fingerprint();
    private @Nullable CsvFile file;
    private @Nullable FileBytes bytes;
    private @Nullable RowReader rows;
    private @Nullable Step held;
    private boolean wasAtEnd;
    private boolean missed;

    SharedFile(CsvSourceConfig config, FileProgress before, Clock clock) {
        this.config = config;
        this.path = config.file();
        this.progress = before;
        this.watch = new FileWatch(path, config.tailQuietMs(), clock);
    }

    /** Fails when there is no such file, or none that can be read. */
    void check() {
        if (!Files.exists(path)) {
            throw new ConnectException(path + ": no such file on the Connect worker's machine");
        }
        if (!Files.isRegularFile(path)) {
            throw new ConnectException(path + ": is not a file");
        }
        if (!Files.isReadable(path)) {
            throw new ConnectException(path + ": can't be read by the Connect worker's user");
        }
    }

    /** Makes sure that the file is open and still the one that was begun. False while it has no whole header. */
    boolean ready() throws IOException {
        boolean same;
        try {
            same = watch.look();
        } catch (NoSuchFileException e) {
            if (!missed) {
                missed = true;
                LOG.atWarn()
                        .addKeyValue("file", path)
                        .log("The file has gone; nothing more is shared until it is back");
            }
            return false;
        }
        missed = false;
        if (watch.size() < progress.position()) {
            throw refused("has " + watch.size() + " bytes, " + progress.position() + " were shared already");
        }
        if (file == null || !same) {
            return open();
        }
        if (wasAtEnd && watch.size() > progress.position() && progress.position() <= CHECKED_AT_EVERY_GROWTH) {
            wasAtEnd = false;
            verify();
        }
        return true;
    }

    private boolean open() throws IOException {
        close();
        CsvHeader header = CsvHeader.read(path, config.dialect(), watch.quiet());
        if (header == null) {
            return false;
        }
        List<Column> columns = columns(header);
        rows = new RowReader(
                new RowSchema(config.dataset(), columns, config.keyColumns()),
                columns,
                config.infers(),
                config.dialect());
        if (progress.position() == 0) {
            progress = new FileProgress(
                    header.end(), watch.size(), 0, 0, header.nextLine(), header.edge(), 0, "", inferred(columns));
        }
        held = null;
        FileBytes plain = FileBytes.open(path);
        file = new CsvFile(
                plain, config.dialect(), columns.size(), progress.position(), progress.line(), progress.edge());
        bytes = plain;
        verify();
        LOG.atInfo()
                .addKeyValue("file", path)
                .addKeyValue("position", progress.position())
                .addKeyValue("rows", progress.rows())
                .log("Sharing the file from here on");
        return true;
    }

    private String inferred(List<Column> columns) {
        return config.infers() ? Column.spec(columns) : "";
    }

    private List<Column> columns(CsvHeader header) throws IOException {
        List<Column> columns;
        if (!config.infers()) {
            columns = config.columns();
        } else if (!progress.columns().isEmpty()) {
            columns = Column.parse(progress.columns());
        } else {
            columns = CsvInference.infer(path, config.dialect(), config.keyColumns())
                    .columns();
        }
        List<String> expected = columns.stream().map(Column::name).toList();
        if (!expected.equals(header.names())) {
            throw new ConnectException(
                    path + ": the header names " + header.names() + ", the connector's columns are " + expected);
        }
        for (String key : config.keyColumns()) {
            if (!expected.contains(key)) {
                throw new ConnectException(path + ": key column " + key + " is not in the header " + expected);
            }
        }
        return columns;
    }

    private void verify() throws IOException {
        fingerprint = new Fingerprint();
        if (progress.hashed() == 0) {
            return;
        }
        if (!fingerprint.advance(channel(), progress.hashed()).equals(progress.hash())) {
            throw refused("differs in its first " + progress.hashed() + " bytes from what was shared already");
        }
    }

    private FileChannel channel() {
        return Objects.requireNonNull(bytes).channel();
    }

    private ConnectException refused(String how) {
        return new ConnectException(
                path + ": " + how + ". Rows were changed or another file took its place. Nothing of it was shared: put"
                        + " the shared file back and add rows at its end, or share this one under another"
                        + " name or dataset");
    }

    /** The next row, or null when there is none for now. */
    @Nullable Step next() throws IOException {
        if (held != null) {
            Step again = held;
            held = null;
            progress = again.after();
            return again;
        }
        CsvFile open = Objects.requireNonNull(file);
        CsvFile.Found found = open.next(false);
        if (found == CsvFile.Found.NOTHING && open.pending() && watch.look() && watch.quiet()) {
            found = open.next(true);
        }
        if (found == CsvFile.Found.NOTHING) {
            wasAtEnd = true;
            return null;
        }
        RowOutcome outcome = found == CsvFile.Found.RECORD
                ? new RowLimit(config.recordMaxBytes())
                        .checked(Objects.requireNonNull(rows).read(open.bytes(), open.start(), open.scan()))
                : RowReader.uncut(found, config.recordMaxBytes(), open.recordLine(), open.lastLine());
        boolean good = outcome instanceof RowOutcome.Row;
        progress = new FileProgress(
                open.position(),
                watch.size(),
                progress.rows() + (good ? 1 : 0),
                progress.rejected() + (good ? 0 : 1),
                open.line(),
                open.edge(),
                progress.hashed(),
                progress.hash(),
                progress.columns());
        ByteBuffer input = good ? NO_INPUT : ByteBuffer.wrap(open.found(found));
        return new Step(open.recordLine(), outcome, input, progress);
    }

    /** Puts the last step back, to be found again. */
    void undo(Step step, FileProgress before) {
        held = step;
        progress = before;
    }

    /** The progress with a hash of all that was read up to its position. */
    FileProgress hashed() throws IOException {
        String hash = fingerprint.advance(channel(), progress.position());
        progress = new FileProgress(
                progress.position(),
                progress.fileSize(),
                progress.rows(),
                progress.rejected(),
                progress.line(),
                progress.edge(),
                progress.position(),
                hash,
                progress.columns());
        return progress;
    }

    FileProgress progress() {
        return progress;
    }

    long position() {
        return progress.position();
    }

    Path path() {
        return path;
    }

    /** Whether everything that the file has was found. */
    boolean atEnd() {
        return wasAtEnd && watch.size() <= progress.position();
    }

    void close() {
        CsvFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("file", path).setCause(e).log("The file was not closed");
            }
        }
    }
}
