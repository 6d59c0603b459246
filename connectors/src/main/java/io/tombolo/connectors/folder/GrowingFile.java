package io.tombolo.connectors.folder;

import io.tombolo.connectors.csv.CsvHeader;
import io.tombolo.connectors.csv.CsvRows;
import io.tombolo.connectors.folder.Arrivals.Arrival;
import io.tombolo.connectors.folder.Arrivals.Look;
import io.tombolo.connectors.format.RowCursor;
import io.tombolo.connectors.format.RowFormat;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowSchema;
import io.tombolo.connectors.row.SourceNames;
import io.tombolo.connectors.text.FileBytes;
import io.tombolo.connectors.text.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One CSV file that is shared up to its present end again and again, as long as what was shared of it stays as it was. */
final class GrowingFile implements Supply {

    private static final Logger LOG = LoggerFactory.getLogger(GrowingFile.class);
    private static final long LOOK_EVERY_MS = 200;
    private static final long CHECKED_AT_EVERY_GROWTH = 64L << 20;

    private final CsvSourceConfig config;
    private final Path path;
    private final Clock clock;
    private FileProgress progress;
    private Fingerprint fingerprint = new Fingerprint();
    private CsvRows.@Nullable Target target;
    private @Nullable FileBytes opened;
    private @Nullable Look seen;
    private boolean seenQuiet;
    private long unchangedSince;
    private boolean missed;

    /** @throws ConnectException when there is no such file, or none that can be read */
    GrowingFile(CsvSourceConfig config, FileProgress before, Clock clock) {
        this.config = config;
        this.path = config.file();
        this.progress = before;
        this.clock = clock;
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

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long waitMs() {
        return LOOK_EVERY_MS;
    }

    @Override
    public List<SourceRecord> notes() {
        return List.of();
    }

    @Override
    public @Nullable TakenFile next() throws IOException {
        Look now;
        try {
            now = Look.at(path, true);
        } catch (NoSuchFileException e) {
            if (!missed) {
                missed = true;
                LOG.atWarn()
                        .addKeyValue("file", path)
                        .log("The file has gone; nothing more is shared until it is back");
            }
            return null;
        }
        missed = false;
        if (now.size() < progress.mark().position()) {
            throw refused("has " + now.size() + " bytes, " + progress.mark().position() + " were shared already");
        }
        boolean changed = !now.equals(seen);
        boolean quiet = quiet(now, changed);
        if (!changed && quiet == seenQuiet) {
            return null;
        }
        if (changed && mustVerify(now)) {
            verify();
        }
        TakenFile taken = now.size() > progress.mark().position() ? open(now, quiet) : null;
        if (!isStill(now)) {
            // What is open may not be what was compared: the next look decides.
            if (taken != null) {
                taken.close();
            }
            return null;
        }
        seen = now;
        seenQuiet = quiet;
        return taken;
    }

    private boolean isStill(Look before) throws IOException {
        try {
            Look now = Look.at(path, true);
            return !now.isAnotherFileThan(before) && now.size() >= before.size();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether the file has not changed for as long as it takes to call its last line finished. */
    private boolean quiet(Look now, boolean changed) {
        long at = clock.millis();
        if (changed) {
            unchangedSince = at;
        }
        return at - now.modified() >= config.tailQuietMs() || at - unchangedSince >= config.tailQuietMs();
    }

    private boolean mustVerify(Look now) {
        Look before = seen;
        return before == null
                || now.isAnotherFileThan(before)
                || progress.mark().position() <= CHECKED_AT_EVERY_GROWTH;
    }

    private void verify() throws IOException {
        fingerprint = new Fingerprint();
        if (progress.hashed() == 0) {
            return;
        }
        try (FileBytes whole = FileBytes.open(path)) {
            if (!fingerprint.advance(whole.channel(), progress.hashed()).equals(progress.hash())) {
                throw refused("differs in its first " + progress.hashed() + " bytes from what was shared already");
            }
        }
    }

    private ConnectException refused(String how) {
        return new ConnectException(
                path + ": " + how + ". Rows were changed or another file took its place. Nothing of it was shared: put"
                        + " the shared file back and add rows at its end, or share this one under another"
                        + " name or dataset");
    }

    /** Null while it has no whole header. */
    private @Nullable TakenFile open(Look now, boolean quiet) throws IOException {
        PlainText text = () -> opened = FileBytes.open(path, now.size());
        CsvHeader header = CsvHeader.read(text, path, config.dialect(), quiet);
        if (header == null) {
            return null;
        }
        List<Column> columns = columns(text, header);
        RowCursor.Mark from = progress.mark();
        CsvRows rows = CsvRows.open(
                header,
                text,
                path,
                config.dialect(),
                target(columns),
                from.position(),
                from.number(),
                CsvRows.Edge.of(from.within()),
                quiet);
        progress = progress.reading(now.size(), config.infers() ? Column.spec(columns) : "");
        if (seen == null) {
            LOG.atInfo()
                    .addKeyValue("file", path)
                    .addKeyValue("position", from.position())
                    .addKeyValue("rows", progress.rows())
                    .log("Sharing the file from here on");
        }
        Arrival arrival = new Arrival(path, RowFormat.named("csv"), now, true);
        return new TakenFile(
                arrival,
                "",
                RowCursor.of(rows),
                progress.counted(arrival.name()),
                config.sourcePartition(),
                this::offset);
    }

    private Map<String, Object> offset(ContentProgress count) {
        FileProgress before = progress;
        return new LaterOffset(() -> before.after(count).toOffset());
    }

    /** The very same schema as before the file grew, because what comes after remembers schemas by their instances. */
    private CsvRows.Target target(List<Column> columns) {
        CsvRows.Target before = target;
        if (before != null && before.columns().equals(columns)) {
            return before;
        }
        RowSchema schema = new RowSchema(config.dataset(), columns, config.keyColumns());
        CsvRows.Target made = new CsvRows.Target(schema, columns, config.infers(), new SourceNames());
        target = made;
        return made;
    }

    private List<Column> columns(PlainText text, CsvHeader header) throws IOException {
        List<Column> columns;
        if (!config.infers()) {
            columns = config.columns();
        } else if (!progress.columns().isEmpty()) {
            columns = Column.parse(progress.columns());
        } else {
            columns = CsvRows.columns(text, path, config.dialect(), config.keyColumns(), new SourceNames());
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

    /** The batch's last offset carries the hash of all that was read; one transaction, one hash. */
    @Override
    public List<SourceRecord> sealed(TakenFile file, List<SourceRecord> batch) throws IOException {
        if (batch.isEmpty()) {
            return batch;
        }
        FileProgress after = progress.after(file.progress());
        progress = after.hashed(fingerprint.advance(
                Objects.requireNonNull(opened).channel(), after.mark().position()));
        SourceRecord last = batch.get(batch.size() - 1);
        List<SourceRecord> sealed = new ArrayList<>(batch);
        sealed.set(
                batch.size() - 1,
                new SourceRecord(
                        last.sourcePartition(),
                        progress.toOffset(),
                        last.topic(),
                        null,
                        last.keySchema(),
                        last.key(),
                        last.valueSchema(),
                        last.value(),
                        null,
                        last.headers()));
        return sealed;
    }

    @Override
    public List<SourceRecord> shared(TakenFile file) {
        LOG.atInfo()
                .addKeyValue("file", path)
                .addKeyValue("rows", file.progress().rows())
                .addKeyValue("rejected", file.progress().rejected())
                .log("Shared the file to its end; rows added to it will follow");
        return List.of();
    }

    @Override
    public List<SourceRecord> refused(TakenFile file, String why) {
        throw new ConnectException(path + ": " + why);
    }
}
