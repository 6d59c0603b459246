package io.tombolo.reconcile.source;

import io.tombolo.connectors.database.SourceColumn;
import io.tombolo.connectors.database.SourceTable;
import io.tombolo.connectors.database.TableName;
import io.tombolo.reconcile.ReconcileException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A database, seen in one snapshot until it is closed; nothing is written and no writer has to wait. One thread. */
public abstract sealed class SourceDatabase implements AutoCloseable permits PostgresSource, MariaDbSource {
    private final Connection connection;
    private final Map<TableName, SourceTable> tables;

    SourceDatabase(Connection connection, Map<TableName, SourceTable> tables) {
        this.connection = connection;
        this.tables = Map.copyOf(tables);
    }

    /** Where the snapshot is. */
    public abstract Cut cut();

    /** How a column's values become text; empty when they can't be compared. */
    public abstract Optional<ValueForm> form(SourceColumn column, @Nullable Schema feed);

    /** The queries for a table; {@code key} are some of the columns. */
    public abstract TableSql sql(TableName table, List<ComparedColumn> key, List<ComparedColumn> columns);

    /** A table that the snapshot was asked to hold. */
    public SourceTable table(TableName name) {
        SourceTable table = tables.get(name);
        if (table == null) {
            throw new IllegalStateException("table " + name + ": not in this snapshot");
        }
        return table;
    }

    /** The table in chunks: hashed by the database, unless a limit asks for row by row. */
    public Chunks chunks(TableSql sql, Pace pace) {
        Chunks chunks = new Chunks();
        try (Statement statement = statement(pace);
                ResultSet rows = statement.executeQuery(pace.isLimited() ? sql.hashes() : sql.chunks())) {
            while (rows.next()) {
                if (pace.isLimited()) {
                    pace.took(1);
                    var hash = SourceRows.hash(rows, 2);
                    chunks.add(SourceRows.hash(rows, 1).chunk(), 1, hash.high(), hash.low());
                } else {
                    chunks.add(rows.getInt(1), rows.getLong(2), wrapped(rows, 3), wrapped(rows, 4));
                }
            }
            return chunks;
        } catch (SQLException e) {
            throw new ReconcileException("the source can't hash its rows: " + e.getMessage(), e);
        }
    }

    private static long wrapped(ResultSet row, int column) throws SQLException {
        BigDecimal sum = row.getBigDecimal(column);
        return sum.toBigInteger().longValue();
    }

    /** The rows of some chunks. */
    public SourceRows rows(TableSql sql, BitSet chunks, Pace pace) {
        try {
            Statement statement = statement(pace);
            return new SourceRows(statement, statement.executeQuery(sql.rows().apply(chunks)), sql, pace);
        } catch (SQLException e) {
            throw new ReconcileException("the source's rows can't be read: " + e.getMessage(), e);
        }
    }

    /** How many rows a table has. */
    public long count(TableSql sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.count())) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new ReconcileException("the source's rows can't be counted: " + e.getMessage(), e);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Closes the connection of a snapshot that can't be taken; why, to be thrown. */
    static ReconcileException failed(Connection connection, Exception why) {
        try {
            connection.close();
        } catch (SQLException closing) {
            why.addSuppressed(closing);
        }
        return why instanceof ReconcileException known
                ? known
                : new ReconcileException("no snapshot of the source can be taken: " + why.getMessage(), why);
    }

    /**
     * What of a row is selected to show and compare it: its key as {@code k0}, {@code k1}, …, its columns as {@code c0}, {@code c1}, ….
     *
     * @param shown a key column's text in SQL
     */
    static String values(
            List<ComparedColumn> key, List<ComparedColumn> columns, Function<ComparedColumn, String> shown) {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < key.size(); i++) {
            values.append(", ").append(shown.apply(key.get(i))).append(" AS k").append(i);
        }
        for (int i = 0; i < columns.size(); i++) {
            values.append(", ")
                    .append(columns.get(i).form().sql())
                    .append(" AS c")
                    .append(i);
        }
        return values.toString();
    }

    /** The names of {@link #values}. */
    static String names(List<ComparedColumn> key, List<ComparedColumn> columns) {
        return IntStream.range(0, key.size()).mapToObj(i -> ", k" + i).collect(Collectors.joining())
                + IntStream.range(0, columns.size()).mapToObj(i -> ", c" + i).collect(Collectors.joining());
    }

    private Statement statement(Pace pace) throws SQLException {
        Statement statement = connection.createStatement();
        statement.setFetchSize(pace.fetch());
        return statement;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new ReconcileException("the source's connection can't be closed: " + e.getMessage(), e);
        }
    }

    /**
     * The queries for one table.
     *
     * @param columns how many columns are compared
     * @param key how many columns the key has
     * @param chunks each chunk: its number, its rows, the sums of their hashes' high and low parts
     * @param hashes each row: the hexadecimal hashes of its key and of its values, in any order
     * @param rows the rows of some chunks in the order of their keys' hashes: both hashes, the key's values as shown, the compared texts
     * @param count how many rows there are
     */
    public record TableSql(
            int columns, int key, String chunks, String hashes, Function<BitSet, String> rows, String count) {}
}
