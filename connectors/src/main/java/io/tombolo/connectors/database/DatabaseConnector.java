package io.tombolo.connectors.database;

import io.tombolo.schemas.DatasetId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A connector that captures a database's changes and shares them as datasets, before it is made on a worker. */
public sealed interface DatabaseConnector permits PostgresConnector, MySqlConnector {

    /** The connector's name on its worker; letters, digits, {@code -} and {@code _}. */
    String name();

    /** The tables that it shares, each as {@link TableName#parse} reads it. */
    List<String> tables();

    /** The same, read. */
    default List<TableName> names() {
        return tables().stream().map(TableName::parse).toList();
    }

    /** The dataset that a table's changes become. */
    DatasetId dataset(TableName table);

    /** The dataset of each table, in the same order. */
    default List<DatasetId> datasets() {
        return names().stream().map(this::dataset).toList();
    }

    /** Whether a column's values are not shared because they are not in the database's log. */
    boolean leavesOut(SourceColumn column);

    /** The configuration for {@code PUT /connectors/<name>/config}, as far as it does not depend on the catalogue. */
    Map<String, String> config();

    /** The same with what a look has shown. */
    default Map<String, String> config(Look look) {
        return CaptureSettings.with(config(), look.settings());
    }

    /**
     * Looks at the database with the connector's own user; changes nothing.
     *
     * @param runs whether the worker has this connector already, so that the database may be in use by it
     */
    Look look(Connection database, boolean runs) throws SQLException;

    /** What a look finds while the worker does not have this connector. */
    default List<Look.Finding> findings(Connection database) throws SQLException {
        return look(database, false).findings();
    }

    /** The class that the worker must have as a plugin. */
    default String connectorClass() {
        return String.valueOf(config().get("connector.class"));
    }
}
