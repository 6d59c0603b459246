package io.tombolo.connectors.database;

import io.tombolo.connectors.ToDatasetChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the connectors of all databases have in common. */
final class CaptureSettings {

    static final String LEFT_OUT = "column.exclude.list";

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
        Set<TableName> seen = new HashSet<>();
        for (String table : tables) {
            if (!seen.add(TableName.parse(table))) {
                throw new IllegalArgumentException("table " + table + ": is named twice");
            }
        }
    }

    /** Tombolo's settings on top of a configuration; where it has a list of columns already, Tombolo's are added to it. */
    static Map<String, String> with(Map<String, String> config, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(config);
        more.forEach((key, value) -> {
            if (!key.equals(LEFT_OUT)) {
                all.putIfAbsent(key, value);
            } else if (!all.containsKey("column.include.list")) {
                all.merge(key, value, (given, ours) -> given + "," + ours);
            }
        });
        return all;
    }

    /** What must not be set, because changes would be lost without a word. */
    static List<Look.Finding> findings(Map<String, String> config) {
        List<Look.Finding> findings = new ArrayList<>();
        if (config.getOrDefault("errors.tolerance", "none").equals("all")) {
            findings.add(Look.Finding.bad(
                    "errors.tolerance",
                    "all: a change that fails would be lost and nothing would say so",
                    "remove errors.tolerance from --set"));
        }
        return findings;
    }

    /** The watch on the source, before our transform; {@code watch} are its own settings. */
    static Map<String, String> watch(Map<String, String> watch) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("transforms.watch.type", WatchSource.class.getName());
        watch.forEach((key, value) -> settings.put("transforms.watch." + key, value));
        return settings;
    }

    /** Adds them: each change once, nothing that is not a change of a row, and our transforms. */
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
        config.put("transforms", "watch,change");
        config.put("transforms.watch.type", WatchSource.class.getName());
        config.put("transforms.change.type", ToDatasetChange.class.getName());
        config.put("transforms.change.dataset", dataset);
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "-1");
        config.put("topic.creation.default.retention.ms", "-1");
        config.put("topic.creation.default.retention.bytes", "-1");
    }
}
