package io.tombolo.connectors.folder;

import io.tombolo.connectors.format.Reason;
import io.tombolo.connectors.format.RowCursor;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSourceConfig;
import io.tombolo.connectors.source.PluginVersion;
import io.tombolo.connectors.source.RejectedStruct;
import io.tombolo.connectors.source.SourcePosition;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares one finished file of a folder after the other, or one CSV file, and stays with it while it grows.
 *
 * <p>There are four kinds of source partition, each with one entry, because Connect finds an offset by its partition's serialized
 * bytes: {@code content}, a SHA-256, has how far that content is shared; {@code file}, a name, has which content it was for; {@code
 * file}, an absolute path, has how far a growing file is shared; {@code columns} has those that were found.
 */
public class FolderSourceTask extends SourceTask {

    private static final Logger LOG = LoggerFactory.getLogger(FolderSourceTask.class);
    private static final int BATCH_BYTES = 4 << 20;

    private final Clock clock;
    private @Nullable RowSourceConfig config;
    private @Nullable Supply supply;
    private @Nullable TakenFile taken;
    private volatile CountDownLatch stopped = new CountDownLatch(1);

    /** As Connect makes it. */
    public FolderSourceTask() {
        this(Clock.systemUTC());
    }

    FolderSourceTask(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String version() {
        return PluginVersion.of(FolderSourceTask.class);
    }

    @Override
    public synchronized void start(Map<String, String> settings) {
        stopped = new CountDownLatch(1);
        if (settings.containsKey(CsvSourceConfig.FILE) && !settings.containsKey(FolderConfig.PATH)) {
            CsvSourceConfig file = new CsvSourceConfig(settings);
            config = file;
            supply = new GrowingFile(
                    file, FileProgress.of(context.offsetStorageReader().offset(file.sourcePartition())), clock);
        } else {
            FolderConfig folder = new FolderConfig(settings);
            config = folder;
            supply = new Intake(folder, context.offsetStorageReader()::offset, clock);
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        synchronized (this) {
            close();
        }
    }

    private void close() {
        TakenFile open = taken;
        taken = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.atDebug()
                        .addKeyValue("file", open.arrival().path())
                        .setCause(e)
                        .log("The file was not closed");
            }
        }
    }

    @Override
    public synchronized @Nullable List<SourceRecord> poll() throws InterruptedException {
        RowSourceConfig settings = config;
        Supply from = supply;
        if (settings == null || from == null) {
            return null;
        }
        try {
            if (taken == null) {
                List<SourceRecord> notes = from.notes();
                if (!notes.isEmpty()) {
                    return notes;
                }
                taken = from.next();
            }
            TakenFile open = taken;
            List<SourceRecord> batch = open == null ? List.of() : batch(settings, from, open);
            if (!batch.isEmpty()) {
                return batch;
            }
        } catch (IOException e) {
            close();
            throw new ConnectException(from.path() + ": " + e.getMessage(), e);
        }
        if (stopped.await(from.waitMs(), TimeUnit.MILLISECONDS)) {
            LOG.atDebug().log("Stopped while idle");
        }
        return null;
    }

    private List<SourceRecord> batch(RowSourceConfig settings, Supply from, TakenFile file) throws IOException {
        List<SourceRecord> batch = new ArrayList<>(file.notes());
        file.notes().clear();
        long first = file.position();
        int rows = settings.batchRows();
        boolean ended = false;
        while (batch.size() < rows && file.position() - first < BATCH_BYTES) {
            RowCursor.FoundRow row;
            try {
                row = file.next();
            } catch (RuntimeException | IOException e) {
                // What is good before it goes first, in a batch of its own.
                if (batch.isEmpty()) {
                    batch.addAll(from.refused(file, Reason.of(e)));
                    ended = true;
                }
                break;
            }
            if (row == null) {
                batch.addAll(from.shared(file));
                ended = true;
                break;
            }
            if (row.outcome() instanceof RowOutcome.Refused refused && settings.stopOnBadRow()) {
                if (batch.isEmpty()) {
                    throw new ConnectException(file.arrival().path() + ", " + row.unit() + " " + row.number() + ": "
                            + refused.reason() + ", " + refused.detail() + "; fix the row, or set "
                            + RowSourceConfig.ON_BAD_ROW + "=reject");
                }
                file.hold(row);
                break;
            }
            batch.add(record(settings, file, row));
        }
        List<SourceRecord> sealed = from.sealed(file, batch);
        if (ended) {
            close();
        }
        return sealed;
    }

    private SourceRecord record(RowSourceConfig settings, TakenFile file, RowCursor.FoundRow row) {
        Map<String, String> partition = file.partition();
        Map<String, Object> offset = file.count(row);
        if (row.outcome() instanceof RowOutcome.Row made) {
            return new SourceRecord(
                    partition,
                    offset,
                    settings.topic(),
                    null,
                    made.key().schema(),
                    made.key(),
                    made.value().schema(),
                    made.value(),
                    null,
                    SourcePosition.header(file.arrival().name(), row.unit() + " " + row.number()));
        }
        RowOutcome.Refused refused = (RowOutcome.Refused) row.outcome();
        return new SourceRecord(
                partition,
                offset,
                settings.rejectedTopic(),
                null,
                Schema.STRING_SCHEMA,
                settings.dataset().toString(),
                RejectedStruct.SCHEMA,
                RejectedStruct.ofFile(
                        settings.dataset(),
                        file.arrival().path().toString(),
                        row.number(),
                        refused.reason(),
                        refused.detail(),
                        row.input(),
                        clock.instant()));
    }
}
