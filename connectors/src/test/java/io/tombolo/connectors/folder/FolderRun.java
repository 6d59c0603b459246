package io.tombolo.connectors.folder;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Runs a task as a worker would: what a poll gives is committed, offsets and all, and a new run starts from there. */
final class FolderRun {

    final List<SourceRecord> rows = new ArrayList<>();
    final List<Struct> rejected = new ArrayList<>();
    final List<Struct> notes = new ArrayList<>();
    private final Map<String, String> settings = new HashMap<>();
    private final Map<Map<String, ?>, Map<String, ?>> committed = new HashMap<>();
    private final Clock clock;
    private @Nullable FolderSourceTask task;

    FolderRun(Path folder, Clock clock) {
        this.clock = clock;
        settings.putAll(Map.of(
                "path",
                folder.toString(),
                "dataset",
                "acme.example/drops",
                "key.columns",
                "id",
                "quiet.ms",
                "0",
                "scan.ms",
                "10"));
    }

    FolderRun with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    void start() {
        task = new FolderSourceTask(clock);
        task.initialize(new Context());
        task.start(settings);
    }

    /** Polls once; what comes is committed. */
    int poll() {
        List<SourceRecord> batch = uncommitted();
        for (SourceRecord record : batch) {
            switch (record.topic()) {
                case "tombolo.rejected" -> rejected.add((Struct) record.value());
                case "tombolo.files" -> notes.add((Struct) record.value());
                default -> rows.add(record);
            }
            committed.put(record.sourcePartition(), record.sourceOffset());
        }
        return batch.size();
    }

    /** Polls once and forgets what came, as when the worker dies before it commits. */
    List<SourceRecord> uncommitted() {
        try {
            List<SourceRecord> batch = task.poll();
            return batch == null ? List.of() : batch;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts anew from what is committed, and polls until nothing comes. */
    FolderRun run() {
        start();
        drain();
        task.stop();
        return this;
    }

    void drain() {
        while (poll() > 0) {
            // to the end
        }
    }

    List<Object> values(String field) {
        return rows.stream()
                .map(r -> (Struct) r.value())
                .map(row -> row.schema().field(field) == null ? null : row.get(field))
                .toList();
    }

    List<String> reasons() {
        return rejected.stream()
                .map(r -> Path.of(r.getString("file")).getFileName() + " " + r.getInt64("line") + " "
                        + r.getString("reason"))
                .toList();
    }

    List<String> events() {
        return notes.stream()
                .map(n -> n.getString("event") + " " + n.getString("file") + " " + n.getInt64("rows"))
                .toList();
    }

    private final class Context implements SourceTaskContext {
        @Override
        public Map<String, String> configs() {
            return settings;
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return new OffsetStorageReader() {
                @Override
                @SuppressWarnings(
                        "unchecked") // the worker's own reader gives back what was committed, of any value type
                public <T> Map<String, Object> offset(Map<String, T> partition) {
                    return (Map<String, Object>) committed.get(partition);
                }

                @Override
                public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public org.apache.kafka.common.metrics.@Nullable PluginMetrics pluginMetrics() {
            return null;
        }
    }
}
