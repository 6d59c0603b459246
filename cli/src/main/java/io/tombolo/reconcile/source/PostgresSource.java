package io.tombolo.reconcile.source;

import io.tombolo.connectors.database.PostgresCatalogue;
import io.tombolo.connectors.database.SourceColumn;
import io.tombolo.connectors.database.SourceTable;
import io.tombolo.connectors.database.TableName;
import io.tombolo.reconcile.ReconcileException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** PostgreSQL from version 14 on, in one REPEATABLE READ transaction. */
public final class PostgresSource extends SourceDatabase {
    private static final String CHUNK = "get_byte(kh, 0) * 16 + get_byte(kh, 1) / 16";

    private final Cut cut;

    private PostgresSource(Connection connection, Map<TableName, SourceTable> tables, Cut cut) {
        super(connection, tables);
        this.cut = cut;
    }

    /**
     * Takes a snapshot of some tables and leaves a mark behind it in the log, which a connector will pass.
     *
     * @param connect opens a connection of a role that may read them
     */
    public static PostgresSource open(Supplier<Connection> connect, List<TableName> names) {
        Connection connection = connect.get();
        try (Connection outside = connect.get()) {
            Map<TableName, SourceTable> tables = new LinkedHashMap<>();
            for (TableName name : names) {
                tables.put(
                        name,
                        new PostgresCatalogue(outside)
                                .table(name)
                                .orElseThrow(() ->
                                        new ReconcileException("table " + name + ": the source has no such table")));
            }
            execute(connection, PostgresForms.SESSION);
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            // Before the snapshot is taken: a truncation between the two would empty the table for the snapshot too.
            execute(
                    connection,
                    "LOCK TABLE "
                            + tables.values().stream().map(PostgresSource::from).collect(Collectors.joining(", "))
                            + " IN ACCESS SHARE MODE");
            long before = Long.parseLong(text(outside, "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"));
            String snapshot = text(connection, "SELECT pg_current_snapshot()::text");
            return new PostgresSource(connection, tables, marked(outside, before, snapshot));
        } catch (SQLException | RuntimeException e) {
            throw failed(connection, e);
        }
    }

    /** Writes a message to the log, in a transaction that begins after the snapshot: a connector is past the snapshot when it has it. */
    private static Cut marked(Connection outside, long before, String snapshot) throws SQLException {
        try (Statement statement = outside.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_logical_emit_message(true, 'tombolo', 'reconcile')"
                        + " - '0/0'::pg_lsn, pg_current_xact_id()::text::bigint")) {
            row.next();
            return PostgresCut.of(before, snapshot, row.getLong(2), row.getLong(1));
        }
    }

    @Override
    public Cut cut() {
        return cut;
    }

    @Override
    public Optional<ValueForm> form(SourceColumn column, @Nullable Schema feed) {
        return PostgresForms.of(column);
    }

    @Override
    public SourceDatabase.TableSql sql(TableName table, List<ComparedColumn> key, List<ComparedColumn> columns) {
        String from = " FROM " + from(table(table));
        String hashed = "SELECT " + hash(key) + " AS kh, " + hash(columns) + " AS rh";
        String whole = hashed + values(key, columns, column -> quoted(column.name()) + "::text");
        String named = "SELECT encode(kh, 'hex'), encode(rh, 'hex')" + names(key, columns);
        // OFFSET 0 keeps the planner from computing a hash again wherever it is used.
        String once = from + " OFFSET 0) AS hashed";
        return new SourceDatabase.TableSql(
                columns.size(),
                key.size(),
                "SELECT " + CHUNK + ", count(*), sum(" + digits(1) + "), sum(" + digits(16) + ") FROM (" + hashed + once
                        + " GROUP BY 1",
                "SELECT encode(kh, 'hex'), encode(rh, 'hex') FROM (" + hashed + once,
                chunks -> named + " FROM (" + whole + once + " WHERE " + CHUNK + " = ANY ('"
                        + chunks.toString().replace(" ", "") + "'::int[]) ORDER BY kh",
                "SELECT count(*)" + from);
    }

    private static String hash(List<ComparedColumn> columns) {
        return "sha256(convert_to("
                + columns.stream()
                        .map(column -> "coalesce(" + column.form().sql() + ", '~') || '|'")
                        .collect(Collectors.joining(" || "))
                + ", 'UTF8'))";
    }

    private static String digits(int from) {
        return "('x' || substr(encode(rh, 'hex'), " + from + ", 15))::bit(60)::bigint";
    }

    /** Without the tables that inherit from it, which have feeds of their own; partitions are its own rows. */
    private static String from(SourceTable table) {
        return (table.partitioned() ? "" : "ONLY ") + table.name().quoted('"');
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
