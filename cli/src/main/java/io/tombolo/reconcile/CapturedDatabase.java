package io.tombolo.reconcile;

import io.tombolo.capture.DatabaseUrl;
import io.tombolo.connectors.change.DatasetName;
import io.tombolo.connectors.database.DebeziumNames;
import io.tombolo.connectors.database.TableName;
import io.tombolo.schemas.DatasetId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A database that a connector captures, as the connector's configuration describes it.
 *
 * @param connector the connector's name
 * @param where the database, without a user
 * @param user who reads it
 * @param password what the configuration holds: the password, or a reference to it
 * @param tables the tables that are shared
 * @param dataset the datasets' name, in which <code>${table}</code> and others may stand
 * @param fields what of each row is kept back
 */
record CapturedDatabase(
        String connector,
        DatabaseUrl where,
        String user,
        String password,
        List<TableName> tables,
        String dataset,
        SharedFields fields) {
    CapturedDatabase {
        tables = List.copyOf(tables);
    }

    /** Whether a configuration is one of a database that can be compared. */
    static boolean isOne(Map<String, String> config) {
        return config.containsKey("database.hostname") && config.containsKey("table.include.list");
    }

    static CapturedDatabase of(String name, Map<String, String> settings) {
        return new CapturedDatabase(
                name,
                where(name, settings),
                settings.getOrDefault("database.user", ""),
                settings.getOrDefault("database.password", ""),
                DebeziumNames.read(settings.getOrDefault("table.include.list", "")),
                settings.getOrDefault("transforms.change.dataset", ""),
                SharedFields.of(settings));
    }

    private static DatabaseUrl where(String name, Map<String, String> settings) {
        String connectorClass = settings.getOrDefault("connector.class", "");
        String scheme = Stream.of("postgresql", "mariadb")
                .filter(connectorClass::contains)
                .findFirst()
                .orElseThrow(() -> new ReconcileException("connector " + name + " is a " + connectorClass
                        + ": PostgreSQL, MariaDB and files can be compared"));
        boolean postgres = scheme.equals("postgresql");
        return new DatabaseUrl(
                scheme,
                null,
                settings.getOrDefault("database.hostname", ""),
                Integer.parseInt(settings.getOrDefault("database.port", postgres ? "5432" : "3306")),
                postgres ? settings.getOrDefault("database.dbname", "") : "",
                settings.get(postgres ? "database.sslmode" : "database.ssl.mode"));
    }

    /** The dataset that a table's changes belong to. */
    DatasetId dataset(TableName table) {
        boolean postgres = where.scheme().equals("postgresql");
        return DatasetName.of(
                dataset,
                postgres ? where.database() : table.outer(),
                postgres ? table.outer() : "",
                fields.tableName(table));
    }
}
