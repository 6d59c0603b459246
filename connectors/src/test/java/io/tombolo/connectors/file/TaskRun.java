package io.tombolo.connectors.file;

import io.tombolo.connectors.row.SourceRun;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/** One CSV file's task. */
final class TaskRun extends SourceRun<TaskRun> {

    TaskRun(Map<String, String> settings, Clock clock) {
        super(settings, () -> new CsvSourceTask(clock));
    }

    @Override
    protected TaskRun self() {
        return this;
    }

    FileProgress progress() {
        return FileProgress.of(committed.values().stream().findFirst().orElse(null));
    }

    List<Object> values(String field) {
        return rows.stream().map(r -> ((Struct) r.value()).get(field)).toList();
    }

    List<String> reasons() {
        return rejected.stream()
                .map(r -> r.getInt64("line") + " " + r.getString("reason"))
                .toList();
    }
}
