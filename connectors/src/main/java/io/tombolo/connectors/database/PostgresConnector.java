package io.tombolo.connectors.database;

import io.tombolo.connectors.ToDatasetChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One Debezium connector for PostgreSQL, with our transform, as Connect's REST interface takes it.
 *
 * @param name the connector's name; letters, digits, {@code -} and {@code _}
 * @param host the database's host
 * @param port its port
 * @param database the database's name
 * @param user a role with REPLICATION and SELECT on the tables
 * @param password the password, better a reference such as <code>${file:/secrets/orders:password}</code>
 * @param tables schema.table each
 * @param dataset {@code organisation/name}, where the name may hold <code>${table}</code> and <code>${schema}</code>
 * @param more further connector settings; they win
 */
public record PostgresConnector(
        String name,
        String host,
        int port,
        String database,
        String user,
        String password,
        List<String> tables,
        String dataset,
        Map<String, String> more) {

    public PostgresConnector {
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
        tables = List.copyOf(tables);
        more = Map.copyOf(more);
    }

    /** The replication slot that the connector makes and keeps. */
    public String slot() {
        return "tombolo_" + name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** The publication that the connector makes, if it is not there yet. */
    public String publication() {
        return slot();
    }

    /** The configuration for {@code PUT /connectors/<name>/config}. */
    public Map<String, String> config() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", name);
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("tasks.max", "1");
        config.put("exactly.once.support", "required");
        config.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put("plugin.name", "pgoutput");
        config.put("database.hostname", host);
        config.put("database.port", Integer.toString(port));
        config.put("database.dbname", database);
        config.put("database.user", user);
        config.put("database.password", password);
        config.put("topic.prefix", name);
        config.put("table.include.list", String.join(",", tables));
        config.put("slot.name", slot());
        config.put("publication.name", publication());
        config.put("publication.autocreate.mode", "filtered");
        config.put("snapshot.mode", "initial");
        config.put("skipped.operations", "none");
        config.put("tombstones.on.delete", "false");
        config.put("extended.headers.enabled", "false");
        config.put("decimal.handling.mode", "precise");
        config.put("interval.handling.mode", "string");
        config.put("hstore.handling.mode", "json");
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
        config.putAll(more);
        return config;
    }
}
