package io.tombolo.reconcile.source;

import io.tombolo.connectors.database.MySqlCatalogue;
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

/** MariaDB, in one consistent snapshot whose place in the binary log the server itself tells. */
public final class MariaDbSource extends SourceDatabase {
    /** The server's code for a table that was truncated or altered since the snapshot. */
    private static final int CHANGED_SINCE = 1412;

    private static final int ATTEMPTS = 5;

    private final Cut cut;

    private MariaDbSource(Connection connection, Map<TableName, SourceTable> tables, Cut cut) {
        super(connection, tables);
        this.cut = cut;
    }

    /**
     * Takes a snapshot of some tables.
     *
     * @param connect opens a connection of a user who may read them
     */
    public static MariaDbSource open(Supplier<Connection> connect, List<TableName> names) {
        Connection connection = connect.get();
        try {
            Map<TableName, SourceTable> tables = new LinkedHashMap<>();
            for (TableName name : names) {
                tables.put(name, table(connection, name));
            }
            execute(connection, MariaDbForms.SESSION);
            // Otherwise a hash is computed again wherever it is used.
            execute(connection, "SET SESSION optimizer_switch = 'derived_merge=off'");
            execute(connection, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            MariaDbCut cut = snapshot(connection, names);
            return new MariaDbSource(connection, tables, cut);
        } catch (SQLException | RuntimeException e) {
            throw failed(connection, e);
        }
    }

    private static MariaDbCut snapshot(Connection connection, List<TableName> names) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            execute(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            MariaDbCut cut = new MariaDbCut(
                    status(connection, "binlog_snapshot_file"),
                    Long.parseLong(status(connection, "binlog_snapshot_position")));
            try {
                for (TableName name : names) {
                    // From now on nobody can change its definition or truncate it.
                    execute(connection, "SELECT 1 FROM " + name.quoted('`') + " LIMIT 1");
                }
                return cut;
            } catch (SQLException e) {
                if (e.getErrorCode() != CHANGED_SINCE || attempt == ATTEMPTS) {
                    throw e;
                }
                execute(connection, "ROLLBACK");
            }
        }
    }

    private static SourceTable table(Connection connection, TableName name) throws SQLException {
        SourceTable table = new MySqlCatalogue(connection)
                .table(name)
                .orElseThrow(() -> new ReconcileException("table " + name + ": the source has no such table"));
        String engine = text(
                connection,
                "SELECT engine FROM information_schema.tables WHERE table_schema = '" + literal(name.outer())
                        + "' AND table_name = '" + literal(name.name()) + "'",
                1);
        if (!"InnoDB".equalsIgnoreCase(engine)) {
            throw new ReconcileException("table " + name + ": its engine is " + engine
                    + ", must be InnoDB: no other is seen as it was at one place of the binary log");
        }
        return table;
    }

    @Override
    public Cut cut() {
        return cut;
    }

    @Override
    public Optional<ValueForm> form(SourceColumn column, @Nullable Schema feed) {
        return MariaDbForms.of(column, feed);
    }

    @Override
    public SourceDatabase.TableSql sql(TableName table, List<ComparedColumn> key, List<ComparedColumn> columns) {
        String from = " FROM " + table.quoted('`');
        String hashed = "SELECT " + hash(key) + " AS kh, " + hash(columns) + " AS rh";
        String whole = hashed + values(key, columns, column -> "CAST(" + quoted(column.name()) + " AS CHAR)");
        String named = "SELECT kh, rh" + names(key, columns);
        return new SourceDatabase.TableSql(
                columns.size(),
                key.size(),
                "SELECT CAST(CONV(LEFT(kh, 3), 16, 10) AS UNSIGNED) AS chunk, COUNT(*), SUM(" + digits(1) + "), SUM("
                        + digits(16) + ") FROM (" + hashed + from + ") AS hashed GROUP BY chunk",
                hashed + from,
                chunks -> named + " FROM (" + whole + from + ") AS hashed WHERE LEFT(kh, 3) IN ("
                        + chunks.stream()
                                .mapToObj(chunk -> String.format("'%03x'", chunk))
                                .collect(Collectors.joining(","))
                        + ") ORDER BY kh",
                "SELECT COUNT(*)" + from);
    }

    private static String hash(List<ComparedColumn> columns) {
        return "SHA2(CONCAT("
                + columns.stream()
                        .map(column -> "IFNULL(" + column.form().sql() + ", '~'), '|'")
                        .collect(Collectors.joining(", "))
                + "), 256)";
    }

    private static String digits(int from) {
        return "CAST(CONV(SUBSTR(rh, " + from + ", 15), 16, 10) AS UNSIGNED)";
    }

    private static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    private static String literal(String text) {
        return text.replace("\\", "\\\\").replace("'", "''");
    }

    private static String status(Connection connection, String name) throws SQLException {
        return text(connection, "SHOW STATUS LIKE '" + name + "'", 2);
    }

    private static String text(Connection connection, String sql, int column) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()
                    || row.getString(column) == null
                    || row.getString(column).isEmpty()) {
                throw new ReconcileException("the source does not answer " + sql
                        + ": MariaDB with a binary log does; MySQL, which does not, can't be compared");
            }
            return row.getString(column);
        }
    }
}
