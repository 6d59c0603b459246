package io.tombolo.connectors.row;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task as a worker would: what a poll gives is committed, offsets and all, and a new run starts from there.
 *
 * @param <S> the subclass, which its own calls give back
 */
public abstract class SourceRun<S extends SourceRun<S>> {

    public final List<SourceRecord> rows = new ArrayList<>();
    public final List<Struct> rejected = new ArrayList<>();
    public final List<Struct> notes = new ArrayList<>();
    protected final Map<Map<String, ?>, Map<String, ?>> committed = new HashMap<>();
    private final Map<String, String> settings;
    private final Supplier<SourceTask> tasks;
    private @Nullable SourceTask task;

    protected SourceRun(Map<String, String> settings, Supplier<SourceTask> tasks) {
        this.settings = new HashMap<>(settings);
        this.tasks = tasks;
    }

    protected abstract S self();

    public S with(String key, String value) {
        settings.put(key, value);
        return self();
    }

    public void start() {
        task = tasks.get();
        task.initialize(new Context());
        task.start(settings);
    }

    /** Polls once; what comes is committed. */
    public int poll() {
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
    public List<SourceRecord> uncommitted() {
        try {
            List<SourceRecord> batch = task.poll();
            return batch == null ? List.of() : batch;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts again from what is committed, and polls until nothing comes. */
    public S run() {
        start();
        drain();
        task.stop();
        return self();
    }

    public void drain() {
        while (poll() > 0) {
            // to the end
        }
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
        public @Nullable PluginMetrics pluginMetrics() {
            return null;
        }
    }
}
