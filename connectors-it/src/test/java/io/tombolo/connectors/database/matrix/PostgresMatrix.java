package io.tombolo.connectors.database.matrix;

import io.tombolo.connectors.database.Backfill;
import io.tombolo.connectors.database.PostgresConnector;
import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.connectors.database.PostgresText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, and what it answers to queries. */
final class PostgresMatrix implements MatrixDatabase {

    private static final String FULL = "full";

    private final PostgresServer server;
    private final Connection connection;

    PostgresMatrix(PostgresServer server) throws SQLException {
        this.server = server;
        this.connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?binaryTransfer=false", "postgres", "");
        for (String setting : List.of(
                "TimeZone = 'UTC'", "lc_monetary = 'C'", "bytea_output = 'hex'", "IntervalStyle = 'postgres'")) {
            execute("SET " + setting);
        }
        for (String declaration : PostgresTypes.DECLARATIONS) {
            execute(declaration);
        }
    }

    @Override
    public List<MatrixType> types() {
        return PostgresTypes.all();
    }

    @Override
    public List<String> identities() {
        return Boolean.getBoolean("matrix.keys") ? List.of(FULL, "key", IN_KEY) : List.of(FULL, "key");
    }

    @Override
    public boolean logsBefore(String identity) {
        return identity.equals(FULL);
    }

    @Override
    public String table(MatrixType type, String identity) {
        return "public.m_" + type.table() + "_" + identity;
    }

    @Override
    public boolean create(MatrixType type, String identity) throws SQLException {
        String table = table(type, identity);
        try {
            if (identity.equals(IN_KEY)) {
                // An index of some arrays can be made, and takes no row: their elements can't be compared.
                String value = "(" + type.values().get(0) + ")::" + type.declared();
                execute("SELECT " + value + " < " + value);
            }
            execute("CREATE TABLE " + table + " (id int, n int, v " + type.declared() + ", w " + type.declared()
                    + " NOT NULL, PRIMARY KEY (" + (identity.equals(IN_KEY) ? "w, " : "") + "id))");
        } catch (SQLException e) {
            if (identity.equals(IN_KEY)) {
                return false;
            }
            throw e;
        }
        execute("DO $$ BEGIN ALTER TABLE " + table + " ALTER v SET STORAGE EXTERNAL, ALTER w SET STORAGE EXTERNAL;"
                + " EXCEPTION WHEN feature_not_supported THEN NULL; END $$");
        if (identity.equals(FULL)) {
            execute("ALTER TABLE " + table + " REPLICA IDENTITY FULL");
        }
        return true;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public List<MatrixRow> query(String table, String where) throws SQLException {
        List<MatrixRow> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table + where)) {
            while (rows.next()) {
                found.add(new MatrixRow(rows.getInt(1), rows.getInt(2), rows.getString(3), rows.getString(4)));
            }
        }
        return found;
    }

    @Override
    public @Nullable String text(MatrixType type, Schema field, @Nullable Object value) {
        return PostgresText.of(type.root(), field, value);
    }

    @Override
    public Map<String, String> connector(List<String> tables, String bootstrap) throws SQLException {
        PostgresConnector connector = new PostgresConnector(
                "matrix",
                "127.0.0.1",
                server.port(),
                "postgres",
                "postgres",
                "",
                tables,
                "acme.example/${table}",
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
