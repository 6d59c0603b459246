package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The catalogue of MySQL and MariaDB; it holds what the connection's user has a right on. */
public final class MySqlCatalogue implements Catalogue {

    private static final String TABLES =
            " FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema"
                    + " NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')";

    private final Connection database;

    /** @param database any user's connection; it stays open */
    public MySqlCatalogue(Connection database) {
        this.database = database;
    }

    @Override
    public List<TableName> names() throws SQLException {
        return Catalogue.all(
                database,
                row -> new TableName(row.getString(1), row.getString(2)),
                "SELECT table_schema, table_name" + TABLES + " ORDER BY 1, 2");
    }

    @Override
    public Optional<SourceTable> table(TableName name) throws SQLException {
        return Catalogue.all(
                        database,
                        row -> table(name, row),
                        "SELECT COALESCE(create_options, '')" + TABLES
                                + " AND BINARY table_schema = ? AND BINARY table_name = ?",
                        name.outer(),
                        name.name())
                .stream()
                .findFirst();
    }

    private SourceTable table(TableName name, ResultSet row) throws SQLException {
        return new SourceTable(
                name,
                0,
                row.getString(1).contains("partitioned"),
                null,
                SourceTable.Identity.FULL,
                Catalogue.all(
                        database,
                        MySqlCatalogue::column,
                        "SELECT column_name, column_type, data_type, is_nullable, COALESCE(generation_expression, '') FROM"
                                + " information_schema.columns WHERE BINARY table_schema = ? AND BINARY table_name = ?"
                                + " ORDER BY ordinal_position",
                        name.outer(),
                        name.name()),
                Catalogue.all(
                        database,
                        key -> key.getString(1),
                        "SELECT column_name FROM information_schema.statistics WHERE BINARY table_schema = ? AND BINARY"
                                + " table_name = ? AND index_name = 'PRIMARY' ORDER BY seq_in_index",
                        name.outer(),
                        name.name()));
    }

    private static SourceColumn column(ResultSet row) throws SQLException {
        String kind = row.getString(3).toLowerCase(Locale.ROOT);
        return new SourceColumn(
                row.getString(1),
                row.getString(2),
                row.getString(2),
                kind.equals("enum") ? SourceColumn.Kind.ENUM : SourceColumn.Kind.BASE,
                row.getString(4).equals("YES"),
                !row.getString(5).isEmpty(),
                false);
    }
}
