package io.tombolo.connectors.database;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One table, as the database's catalogue describes it.
 *
 * @param name its full name
 * @param id PostgreSQL's object id, which stays when the table is renamed; 0 where the database has none
 * @param partitioned whether its rows are kept in partitions
 * @param root the topmost table whose partition this one is; null if it is not a partition
 * @param identity what of a row PostgreSQL logs before a change: {@code DEFAULT} (the key), {@code FULL}, {@code INDEX} or
 *     {@code NOTHING}; {@code FULL} for MySQL and MariaDB, whose row image is a setting of the server
 * @param columns in the table's order
 * @param key the primary key's columns, in the key's order; empty if there is no primary key
 */
public record SourceTable(
        TableName name,
        long id,
        boolean partitioned,
        @Nullable TableName root,
        Identity identity,
        List<SourceColumn> columns,
        List<String> key) {

    /** What of a row PostgreSQL logs before a change. */
    public enum Identity {
        DEFAULT,
        FULL,
        INDEX,
        NOTHING
    }

    public SourceTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** The column of exactly that name. */
    public Optional<SourceColumn> column(String column) {
        return columns.stream().filter(one -> one.name().equals(column)).findFirst();
    }
}
