package io.tombolo.connectors.database;

import io.tombolo.connectors.ToDatasetChange;
import java.util.List;
import java.util.Map;

/** What the connectors of all databases have in common. */
final class CaptureSettings {

    private CaptureSettings() {}

    static void check(String name, List<String> tables, String dataset) {
        if (!name.matches("[A-Za-z0-9_-]{1,50}")) {
            throw new IllegalArgumentException(
                    "connector name '" + name + "': must be 1 to 50 letters, digits, - and _");
        }
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("connector " + name + ": no tables");
        }
        if (tables.size() > 1 && !dataset.contains("${table}")) {
            throw new IllegalArgumentException("dataset " + dataset + ": " + tables.size()
                    + " tables can't share one dataset; write ${table} in its name");
        }
    }

    /** Adds them: each change once, nothing told that is no change of a row, and our transform. */
    static void addTo(Map<String, String> config, String dataset) {
        config.put("tasks.max", "1");
        config.put("exactly.once.support", "required");
        config.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put("snapshot.mode", "initial");
        config.put("skipped.operations", "none");
        config.put("tombstones.on.delete", "false");
        config.put("extended.headers.enabled", "false");
        // Debezium would otherwise log a value that cannot be converted, and share null instead of it.
        config.put("event.converting.failure.handling.mode", "fail");
        config.put("decimal.handling.mode", "precise");
        config.put("binary.handling.mode", "bytes");
        // Without it, a quiet table in a busy database would keep the log from being cleaned up.
        config.put("heartbeat.interval.ms", "10000");
        config.put("poll.interval.ms", "50");
        config.put("max.batch.size", "8192");
        config.put("max.queue.size", "32768");
        config.put("transforms", "change");
        config.put("transforms.change.type", ToDatasetChange.class.getName());
        config.put("transforms.change.dataset", dataset);
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "-1");
        config.put("topic.creation.default.retention.ms", "-1");
        config.put("topic.creation.default.retention.bytes", "-1");
    }
}
