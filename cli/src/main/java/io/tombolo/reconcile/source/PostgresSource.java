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
            try {
                connection.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw e instanceof ReconcileException known
                    ? known
                    : new ReconcileException("no snapshot of the source can be taken: " + e.getMessage(), e);
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
        StringBuilder whole = new StringBuilder(hashed);
        StringBuilder named = new StringBuilder("SELECT encode(kh, 'hex'), encode(rh, 'hex')");
        for (int i = 0; i < key.size(); i++) {
            whole.append(", ")
                    .append(quoted(key.get(i).name()))
                    .append("::text AS k")
                    .append(i);
            named.append(", k").append(i);
        }
        for (int i = 0; i < columns.size(); i++) {
            whole.append(", ")
                    .append(columns.get(i).form().sql())
                    .append(" AS c")
                    .append(i);
            named.append(", c").append(i);
        }
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
        return (table.partitioned() ? "" : "ONLY ") + quoted(table.name().outer()) + "."
                + quoted(table.name().name());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
