package io.tombolo.connectors.file;

import io.tombolo.connectors.row.RowOutcome;
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

/** Reads one CSV file from its committed position on and stays with it while it grows. */
public final class CsvSourceTask extends SourceTask {

    private static final Logger LOG = LoggerFactory.getLogger(CsvSourceTask.class);
    private static final long LOOK_EVERY_MS = 200;
    private static final int BATCH_BYTES = 4 << 20;

    private final Clock clock;
    private @Nullable CsvSourceConfig config;
    private @Nullable SharedFile shared;
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private boolean saidEnd;

    /** As Connect makes it. */
    public CsvSourceTask() {
        this(Clock.systemUTC());
    }

    CsvSourceTask(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String version() {
        return PluginVersion.of(CsvSourceTask.class);
    }

    @Override
    public synchronized void start(Map<String, String> settings) {
        var read = new CsvSourceConfig(settings);
        stopped = new CountDownLatch(1);
        saidEnd = false;
        config = read;
        var before = FileProgress.of(context.offsetStorageReader().offset(read.sourcePartition()));
        shared = new SharedFile(read, before, clock);
        shared.check();
    }

    @Override
    public void stop() {
        stopped.countDown();
        synchronized (this) {
            if (shared != null) {
                shared.close();
                shared = null;
            }
        }
    }

    @Override
    public synchronized @Nullable List<SourceRecord> poll() throws InterruptedException {
        if (shared == null || config == null) {
            return null;
        }
        try {
            List<SourceRecord> batch = shared.ready() ? batch(config, shared) : List.of();
            if (!batch.isEmpty()) {
                saidEnd = false;
                return batch;
            }
            sayEnd(shared);
        } catch (IOException e) {
            throw new ConnectException(config.file() + ": " + e.getMessage(), e);
        }
        if (stopped.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
            LOG.atDebug().log("Stopped while idle");
        }
        return null;
    }

    private List<SourceRecord> batch(CsvSourceConfig config, SharedFile shared) throws IOException {
        List<SourceRecord> batch = new ArrayList<>();
        Map<String, String> partition = config.sourcePartition();
        String topic = config.dataset().topic();
        long first = shared.position();
        while (batch.size() < config.batchRows() && shared.position() - first < BATCH_BYTES) {
            FileProgress before = shared.progress();
            SharedFile.Step step = shared.next();
            if (step == null) {
                break;
            }
            Map<String, Object> offset = shared.progress().toOffset();
            if (step.outcome() instanceof RowOutcome.Row row) {
                batch.add(new SourceRecord(
                        partition,
                        offset,
                        topic,
                        null,
                        row.key().schema(),
                        row.key(),
                        row.value().schema(),
                        row.value(),
                        null,
                        SourcePosition.header("line " + step.line())));
            } else if (step.outcome() instanceof RowOutcome.Refused refused) {
                if (config.stopOnBadRow()) {
                    if (!batch.isEmpty()) {
                        // What is good before it goes first, in a batch of its own.
                        shared.undo(step, before);
                        break;
                    }
                    throw new ConnectException(config.file() + ", line " + step.line() + ": " + refused.reason() + ", "
                            + refused.detail() + "; fix the row, or set " + CsvSourceConfig.ON_BAD_ROW + "=reject");
                }
                batch.add(new SourceRecord(
                        partition,
                        offset,
                        config.rejectedTopic(),
                        null,
                        Schema.STRING_SCHEMA,
                        config.dataset().toString(),
                        RejectedStruct.SCHEMA,
                        RejectedStruct.ofFile(
                                config.dataset(),
                                config.file().toString(),
                                step.line(),
                                refused.reason(),
                                refused.detail(),
                                step.input(),
                                clock.instant())));
            }
        }
        seal(batch, shared);
        return batch;
    }

    /** The batch's last offset carries the hash of all that was read; one transaction, one hash. */
    private static void seal(List<SourceRecord> batch, SharedFile shared) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        int last = batch.size() - 1;
        SourceRecord r = batch.get(last);
        batch.set(
                last,
                new SourceRecord(
                        r.sourcePartition(),
                        shared.hashed().toOffset(),
                        r.topic(),
                        null,
                        r.keySchema(),
                        r.key(),
                        r.valueSchema(),
                        r.value(),
                        null,
                        r.headers()));
    }

    private void sayEnd(SharedFile shared) {
        if (!saidEnd && shared.atEnd()) {
            saidEnd = true;
            FileProgress progress = shared.progress();
            LOG.atInfo()
                    .addKeyValue("file", shared.path())
                    .addKeyValue("rows", progress.rows())
                    .addKeyValue("rejected", progress.rejected())
                    .log("Shared the file to its end; rows added to it will follow");
        }
    }
}
