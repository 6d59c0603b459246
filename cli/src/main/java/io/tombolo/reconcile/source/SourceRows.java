package io.tombolo.reconcile.source;

import io.tombolo.reconcile.ReconcileException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the source, one by one, in the order of their keys' hashes. */
public final class SourceRows implements AutoCloseable {
    private final Statement statement;
    private final ResultSet rows;
    private final SourceDatabase.TableSql sql;
    private final Pace pace;

    SourceRows(Statement statement, ResultSet rows, SourceDatabase.TableSql sql, Pace pace) {
        this.statement = statement;
        this.rows = rows;
        this.sql = sql;
        this.pace = pace;
    }

    /** Null at the end. */
    public @Nullable SourceRow next() {
        try {
            if (!rows.next()) {
                return null;
            }
            pace.took(1);
            return new SourceRow(
                    hash(rows, 1), hash(rows, 2), texts(3, sql.key()), texts(3 + sql.key(), sql.columns()));
        } catch (SQLException e) {
            throw new ReconcileException("the source's rows can't be read: " + e.getMessage(), e);
        }
    }

    private List<@Nullable String> texts(int from, int count) throws SQLException {
        List<@Nullable String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(rows.getString(from + i));
        }
        return texts;
    }

    static RowHash hash(ResultSet row, int column) throws SQLException {
        return new RowHash(HexFormat.of().parseHex(row.getString(column), 0, 2 * RowHash.LENGTH));
    }

    @Override
    public void close() {
        try {
            rows.close();
            statement.close();
        } catch (SQLException e) {
            throw new ReconcileException("the source's rows can't be read to their end: " + e.getMessage(), e);
        }
    }

    /**
     * A row of the source.
     *
     * @param key the hash of its key
     * @param hash of all compared values
     * @param shown the key's values as the database writes them
     * @param texts the compared values' texts
     */
    public record SourceRow(RowHash key, RowHash hash, List<@Nullable String> shown, List<@Nullable String> texts) {
        public SourceRow {
            shown = new ArrayList<>(shown);
            texts = new ArrayList<>(texts);
        }
    }
}
