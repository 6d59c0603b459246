package io.tombolo.connectors.database.matrix;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A database that the matrix runs on. */
interface MatrixDatabase extends AutoCloseable {

    List<MatrixType> types();

    /** How a table's rows before a change are logged, as a suffix of its name each. */
    List<String> identities();

    /** The identity of tables whose key holds {@code w} too. */
    String IN_KEY = "in_key";

    /**
     * Makes a table {@code (id int, n int, v <type>, w <type> NOT NULL)}, whose key is {@code id}, or {@code w} and {@code id}.
     *
     * @return false when the type can stand in no key
     */
    boolean create(MatrixType type, String identity) throws SQLException;

    /** The table's name in SQL. */
    String table(MatrixType type, String identity);

    /** To the database, as who may do everything. */
    Connection connection();

    /** The rows that meet a condition: a text behind the table's name. */
    List<MatrixRow> query(String table, String where) throws SQLException;

    default void execute(String sql) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(sql.substring(0, Math.min(300, sql.length())), e);
        }
    }

    /** The row of that id, or null. */
    default @Nullable MatrixRow row(String table, int id) throws SQLException {
        return query(table, " WHERE id = " + id).stream().findFirst().orElse(null);
    }

    /** All rows. */
    default List<MatrixRow> rows(String table) throws SQLException {
        return query(table, "");
    }

    /** What the database would write for a value that was decoded. */
    @Nullable String text(MatrixType type, Schema field, @Nullable Object value);

    /** Whether a row before a change is in the log. */
    boolean logsBefore(String identity);

    /** The settings of the connector of those tables. */
    Map<String, String> connector(List<String> tables, String bootstrap) throws SQLException;

    @Override
    void close();
}
