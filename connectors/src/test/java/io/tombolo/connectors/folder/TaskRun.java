package io.tombolo.connectors.folder;

import io.tombolo.connectors.row.SourceRun;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/** The task of one growing CSV file. */
public final class TaskRun extends SourceRun<TaskRun> {

    public TaskRun(Map<String, String> settings, Clock clock) {
        super(settings, () -> new FolderSourceTask(clock));
    }

    @Override
    protected TaskRun self() {
        return this;
    }

    /** As if an earlier run had committed it. */
    public TaskRun storedOffset(Map<String, String> partition, Map<String, Object> offset) {
        committed.put(partition, offset);
        return this;
    }

    public FileProgress progress() {
        return FileProgress.of(committed.values().stream().findFirst().orElse(null));
    }

    public List<Object> values(String field) {
        return rows.stream().map(r -> ((Struct) r.value()).get(field)).toList();
    }

    public List<String> reasons() {
        return rejected.stream()
                .map(r -> r.getInt64("line") + " " + r.getString("reason"))
                .toList();
    }
}
