package io.tombolo.connectors.database.matrix;

import io.tombolo.connectors.database.Backfill;
import io.tombolo.connectors.database.MariaDbServer;
import io.tombolo.connectors.database.MariaDbText;
import io.tombolo.connectors.database.MySqlConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** MariaDB, and what it answers to queries. */
final class MariaDbMatrix implements MatrixDatabase {

    private final MariaDbServer server;
    private final Connection connection;
    private final Map<String, String> roots = new HashMap<>();

    MariaDbMatrix(MariaDbServer server) throws SQLException {
        this.server = server;
        this.connection = server.connect("root", "");
        execute("SET time_zone = '+00:00', sql_mode = '', NAMES utf8mb4");
        execute("CREATE DATABASE shop");
        execute("CREATE USER feed@'%' IDENTIFIED BY 'secret'");
        execute("GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO feed@'%'");
    }

    @Override
    public List<MatrixType> types() {
        return MariaDbTypes.all();
    }

    @Override
    public List<String> identities() {
        return List.of("full", IN_KEY);
    }

    @Override
    public boolean logsBefore(String identity) {
        return true;
    }

    @Override
    public String table(MatrixType type, String identity) {
        return "shop.m_" + type.table() + "_" + identity;
    }

    @Override
    public boolean create(MatrixType type, String identity) throws SQLException {
        String needed = type.declared().replace(" NULL DEFAULT NULL", "");
        String suffix = needed.startsWith("timestamp") ? " NOT NULL DEFAULT '2000-01-01'" : " NOT NULL";
        roots.put(table(type, identity), type.root());
        try {
            execute("CREATE TABLE " + table(type, identity) + " (id int, n int, v " + type.declared() + ", w " + needed
                    + suffix + ", PRIMARY KEY (" + (identity.equals(IN_KEY) ? "w, " : "") + "id))");
            return true;
        } catch (SQLException e) {
            if (identity.equals(IN_KEY)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public List<MatrixRow> query(String table, String where) throws SQLException {
        String root = roots.getOrDefault(table, "");
        List<MatrixRow> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT id, n, " + asked(root, "v") + ", " + asked(root, "w") + " FROM " + table + where)) {
            while (rows.next()) {
                found.add(new MatrixRow(
                        rows.getInt(1), rows.getInt(2), even(root, rows.getString(3)), even(root, rows.getString(4))));
            }
        }
        return found;
    }

    private static String asked(String root, String column) {
        return switch (root) {
            case "hex" -> "hex(" + column + ")";
            case "bit" -> "cast(" + column + " AS unsigned)";
            case "geometry" -> "concat(st_srid(" + column + "), ' ', hex(st_asbinary(" + column + ")))";
            case "float" -> "cast(" + column + " AS double)";
            case "int" -> "cast(" + column + " AS decimal(20))";
            case "date", "datetime", "timestamp", "time", "year" -> "cast(" + column + " AS char)";
            default -> column;
        };
    }

    /** Without what only the declared precision adds. */
    private static @Nullable String even(String root, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (root) {
            case "float" -> Double.toString(Double.parseDouble(text));
            case "datetime", "timestamp", "time" ->
                text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
            default -> text;
        };
    }

    @Override
    public @Nullable String text(MatrixType type, Schema field, @Nullable Object value) {
        return MariaDbText.of(type.root(), field, value);
    }

    @Override
    public Map<String, String> connector(List<String> tables, String bootstrap) throws SQLException {
        MySqlConnector connector = new MySqlConnector(
                "matrix",
                MySqlConnector.Server.MARIADB,
                "127.0.0.1",
                server.port(),
                "feed",
                "secret",
                tables,
                "acme.example/${table}",
                bootstrap,
                Backfill.settings("matrix", bootstrap));
        return connector.config(connector.look(connection, false));
    }

    @Override
    public void close() {
        try {
            connection.close();
            server.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
