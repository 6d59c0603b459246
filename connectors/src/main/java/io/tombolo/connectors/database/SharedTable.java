package io.tombolo.connectors.database;

import io.tombolo.schemas.DatasetId;
import java.util.List;

/**
 * One table that the connector will share, as it will see it.
 *
 * @param source the table in the database
 * @param dataset what its changes become
 * @param columns all of its columns, in the table's order; also those that are not shared
 * @param key the columns that make an event's key; empty if there are none
 */
public record SharedTable(SourceTable source, DatasetId dataset, List<SharedColumn> columns, List<String> key) {

    public SharedTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** The table's full name. */
    public TableName name() {
        return source.name();
    }
}
