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

    /** Where the snapshot stands. */
    public abstract Cut cut();

    /** How a column's values become text; empty when they can't be compared. */
    public abstract Optional<ValueForm> form(SourceColumn column, @Nullable Schema feed);

    /** The queries for a table; {@code key} are some of the columns. */
    public abstract TableSql sql(TableName table, List<ComparedColumn> key, List<ComparedColumn> columns);

    /** A table, as the snapshot was told to hold. */
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
