package io.tombolo.connectors.database.matrix;

import java.sql.SQLException;
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
     * Makes a table {@code (id int, n int, v <type>, w <type> NOT NULL)}, whose key is {@code id}, or {@code id} and {@code w}.
     *
     * @return false when the type can stand in no key
     */
    boolean create(MatrixType type, String identity) throws SQLException;

    /** The table's name in SQL. */
    String table(MatrixType type, String identity);

    void execute(String sql) throws SQLException;

    /** The row of that id, or null. */
    @Nullable MatrixRow row(String table, int id) throws SQLException;

    /** All rows. */
    List<MatrixRow> rows(String table) throws SQLException;

    /** What the database would write for a value that was decoded. */
    @Nullable String text(MatrixType type, Schema field, @Nullable Object value);

    /** Whether a row before a change is in the log. */
    boolean logsBefore(String identity);

    /** The settings of the connector of those tables. */
    Map<String, String> connector(List<String> tables, String bootstrap) throws SQLException;

    @Override
    void close();
}
