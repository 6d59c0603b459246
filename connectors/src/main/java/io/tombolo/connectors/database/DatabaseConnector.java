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

    /** The tables that it shares, each as the database names them in full. */
    List<String> tables();

    /** The dataset of each table, in the same order. */
    List<DatasetId> datasets();

    /** The configuration for {@code PUT /connectors/<name>/config}. */
    Map<String, String> config();

    /** Looks at the database's settings with the connector's own user; changes nothing. */
    List<Finding> findings(Connection database) throws SQLException;

    /** Settings that depend on the tables' columns, for a first snapshot; they go beneath those that the operator gives. */
    default Map<String, String> snapshotSettings(Connection database) throws SQLException {
        return Map.of();
    }

    /** The class that the worker must have as a plugin. */
    default String connectorClass() {
        return String.valueOf(config().get("connector.class"));
    }
}
