package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a database's catalogue says about its tables; nothing is changed, and no rows are read. */
sealed interface Catalogue permits PostgresCatalogue, MySqlCatalogue {

    /** The names of all tables that could be shared: no views, no foreign or temporary tables, none of the system's. */
    List<TableName> names() throws SQLException;

    /** The table of exactly that name, in upper and lower case too; empty if there is none. */
    Optional<SourceTable> table(TableName name) throws SQLException;

    /** One row of an answer, made into a value. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    static <T> List<T> all(Connection database, Row<T> made, String sql, Object... parameters) throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(made.of(rows));
                }
            }
        }
        return all;
    }

    /** The first column of the first row as text; null if there is no row or no value. */
    static @Nullable String text(Connection database, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }
}
