package io.tombolo.connectors.file;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Runs a task as a worker would: what a poll gives is committed with its last offset, and a new run starts from there. */
final class TaskRun {

    final List<SourceRecord> rows = new ArrayList<>();
    final List<Struct> rejected = new ArrayList<>();
    private final Map<String, String> settings;
    private final Clock clock;
    private @Nullable Map<String, ?> committed;
    private @Nullable CsvSourceTask task;

    TaskRun(Map<String, String> settings, Clock clock) {
        this.settings = new HashMap<>(settings);
        this.clock = clock;
    }

    TaskRun with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    void start() {
        task = new CsvSourceTask(clock);
        task.initialize(new Context());
        task.start(settings);
    }

    /** Polls once; what comes is committed. */
    int poll() {
        List<SourceRecord> batch = uncommitted();
        for (SourceRecord record : batch) {
            if (record.topic().equals("tombolo.rejected")) {
                rejected.add((Struct) record.value());
            } else {
                rows.add(record);
            }
            committed = record.sourceOffset();
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
    TaskRun run() {
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

    FileProgress progress() {
        return FileProgress.of(committed);
    }

    List<Object> values(String field) {
        return rows.stream().map(r -> ((Struct) r.value()).get(field)).toList();
    }

    List<String> reasons() {
        return rejected.stream()
                .map(r -> r.getInt64("line") + " " + r.getString("reason"))
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
                    return (Map<String, Object>) committed;
                }

                @Override
                public <T> Map<Map<String, T>, Map<String, Object>> offsets(
                        java.util.Collection<Map<String, T>> partitions) {
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
