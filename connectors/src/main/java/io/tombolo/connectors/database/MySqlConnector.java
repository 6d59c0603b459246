package io.tombolo.connectors.database;

import io.tombolo.connectors.change.DatasetName;
import io.tombolo.schemas.DatasetId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * One Debezium connector for MySQL or MariaDB, with our transform, as Connect's REST interface takes it.
 *
 * @param name the connector's name; letters, digits, {@code -} and {@code _}
 * @param server which of the two; each has a connector of its own
 * @param host the database's host
 * @param port its port
 * @param user a user with REPLICATION SLAVE, REPLICATION CLIENT, RELOAD and SELECT on the tables
 * @param password the password, better a reference such as <code>${file:/secrets/orders:password}</code>
 * @param tables database.table each, as {@link TableName#parse} reads it
 * @param dataset {@code organisation/name}, where the name may hold <code>${table}</code> and <code>${database}</code>
 * @param bootstrap the Kafka where the connector keeps the tables' definitions, which the binary log does not hold
 * @param more further connector settings; they win
 */
public record MySqlConnector(
        String name,
        Server server,
        String host,
        int port,
        String user,
        String password,
        List<String> tables,
        String dataset,
        String bootstrap,
        Map<String, String> more)
        implements DatabaseConnector {

    /** The two servers, which have grown apart. */
    public enum Server {
        MYSQL("io.debezium.connector.mysql.MySqlConnector"),
        MARIADB("io.debezium.connector.mariadb.MariaDbConnector");

        private final String connectorClass;

        Server(String connectorClass) {
            this.connectorClass = connectorClass;
        }
    }

    /** Above the ids that people give to servers. */
    private static final long FIRST_SERVER_ID = 1_000_000;

    public MySqlConnector {
        CaptureSettings.check(name, tables, dataset);
        tables = List.copyOf(tables);
        more = Map.copyOf(more);
    }

    /** Whether a connector's configuration is of one of the two servers. */
    static boolean isOne(Map<String, String> config) {
        return Stream.of(Server.values())
                .anyMatch(server -> server.connectorClass.equals(config.get("connector.class")));
    }

    /** The number by which the server distinguishes this reader of its log from every replica; the same name has the same. */
    long serverId() {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        return FIRST_SERVER_ID + sum.getValue() % 1_000_000_000;
    }

    @Override
    public DatasetId dataset(TableName table) {
        return DatasetName.of(dataset, table.outer(), "", Renames.of(more).table(table));
    }

    @Override
    public boolean leavesOut(SourceColumn column) {
        return false;
    }

    @Override
    public Look look(Connection connection, boolean runs) throws SQLException {
        return new MySqlChecks(connection).look(this);
    }

    @Override
    public Map<String, String> config() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", name);
        config.put("connector.class", server.connectorClass);
        config.put("database.hostname", host);
        config.put("database.port", Integer.toString(port));
        config.put("database.user", user);
        config.put("database.password", password);
        config.put("database.server.id", Long.toString(serverId()));
        config.put("database.include.list", DebeziumNames.outers(names()));
        config.put("topic.prefix", name);
        config.put("table.include.list", DebeziumNames.tables(names()));
        config.put("schema.history.internal.kafka.bootstrap.servers", bootstrap);
        config.put("schema.history.internal.kafka.topic", "tombolo.schema-history." + name);
        config.put("schema.history.internal.store.only.captured.tables.ddl", "true");
        config.put("internal.schema.history.internal.ddl.filter", DdlFilter.of(names()));
        // For the watch, which looks for renamed and dropped tables; our transform drops them.
        config.put("include.schema.changes", "true");
        config.put("bigint.unsigned.handling.mode", "precise");
        // Dates and times as text, which the transform reads: see io.tombolo.debezium.MariaDbValues.
        config.put("converters", "values");
        config.put("values.type", "io.tombolo.debezium.MariaDbValues");
        // The driver fails for the year 0000 when it makes dates of years.
        config.put("driver.yearIsDateType", "false");
        // A quiet server says that it is there every 8 s, and with that come heartbeats, at which the watch can fail
        // the task.
        config.put("connect.keep.alive.interval.ms", "10000");
        CaptureSettings.addTo(config, dataset);
        config.putAll(more);
        return config;
    }
}
