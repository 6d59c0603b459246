package io.tombolo.connectors.database;

import io.tombolo.connectors.database.WatchedTables.Watched;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One look at a MySQL or MariaDB server for what ends a table's feed, or a part of it, without a word. */
final class MySqlWatch {

    private static final Map<String, String> SETTINGS = Map.of("binlog_format", "ROW", "binlog_row_image", "FULL");

    private final Connection database;
    private final WatchedTables tables;

    MySqlWatch(Connection database, WatchedTables tables) {
        this.database = database;
        this.tables = tables;
    }

    Optional<String> fault() throws SQLException {
        MySqlCatalogue catalogue = new MySqlCatalogue(database);
        for (Watched watched : tables.tables()) {
            if (catalogue.table(watched.name()).isEmpty()) {
                return Optional.of(
                        "table " + watched.name() + " is gone: it was dropped or renamed, or the user may not see it"
                                + " any more. No change of it is shared from here on. Run the same"
                                + " tombolo connect command again once it is there");
            }
        }
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            String now = String.valueOf(Catalogue.text(database, "SELECT @@global." + setting.getKey()));
            if (!now.toUpperCase(Locale.ROOT).equals(setting.getValue())) {
                return Optional.of(setting.getKey() + " is " + now + " and must be " + setting.getValue()
                        + ": changes are not in the binary log in full. SET GLOBAL " + setting.getKey() + " = '"
                        + setting.getValue() + "'; and tombolo connect backfill for what changed meanwhile");
            }
        }
        return Optional.empty();
    }
}
