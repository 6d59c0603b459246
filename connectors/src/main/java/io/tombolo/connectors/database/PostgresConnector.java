package io.tombolo.connectors.database;

import io.tombolo.connectors.change.DatasetName;
import io.tombolo.schemas.DatasetId;
import java.sql.Connection;
import java.sql.SQLException;
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
 * @param tables schema.table each, as {@link TableName#parse} reads it
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
        Map<String, String> more)
        implements DatabaseConnector {

    public PostgresConnector {
        CaptureSettings.check(name, tables, dataset);
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

    @Override
    public DatasetId dataset(TableName table) {
        return DatasetName.of(dataset, database, table.outer(), Renames.of(more).table(table));
    }

    /** PostgreSQL does not log generated columns: they would be in a snapshot and missing from every change after it. */
    @Override
    public boolean leavesOut(SourceColumn column) {
        return column.generated();
    }

    @Override
    public Look look(Connection connection, boolean runs) throws SQLException {
        return new PostgresChecks(connection).look(this, runs);
    }

    @Override
    public Map<String, String> config() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", name);
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("plugin.name", "pgoutput");
        config.put("database.hostname", host);
        config.put("database.port", Integer.toString(port));
        config.put("database.dbname", database);
        config.put("database.user", user);
        config.put("database.password", password);
        config.put("topic.prefix", name);
        config.put("table.include.list", DebeziumNames.tables(names()));
        config.put("slot.name", slot());
        config.put("publication.name", publication());
        config.put("publication.autocreate.mode", "filtered");
        // Else the changes of a partitioned table come under its partitions' names, which nobody has named.
        config.put("publish.via.partition.root", "true");
        // Every value as the database's own text, which the transform reads: see io.tombolo.debezium.PostgresValues.
        config.put("converters", "values");
        config.put("values.type", "io.tombolo.debezium.PostgresValues");
        config.put("include.unknown.datatypes", "true");
        config.put("interval.handling.mode", "string");
        config.put("hstore.handling.mode", "json");
        // The same text in every session, whatever the database, the role or the driver prefers.
        config.put("driver.binaryTransfer", "false");
        // A back-fill gives the last key that it read back as a text, which then is of the column's type.
        config.put("driver.stringtype", "unspecified");
        config.put("driver.options", "-c lc_monetary=C -c bytea_output=hex -c IntervalStyle=postgres");
        CaptureSettings.addTo(config, dataset);
        config.putAll(more);
        return config;
    }
}
