package io.tombolo.connectors.database;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Looks for shared tables that were renamed, dropped or made again, in the definitions that Debezium reads from the binary log of
 * MySQL or MariaDB: in their place between the changes, so that no change of another table is taken for one of the shared table.
 */
final class TableChanges {

    private static final Pattern TEXT = Pattern.compile("'(?:[^'\\\\]|\\\\.|'')*'");
    private static final Pattern RENAME = Pattern.compile(
            "\\bRENAME\\s+TABLE\\b|\\bALTER\\b.*\\bTABLE\\b.*\\bRENAME\\s+(?!COLUMN\\b|INDEX\\b|KEY\\b)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final int SHOWN = 300;

    private final WatchedTables tables;
    private final long since;

    /** @param since statements up to this time, in milliseconds, are accepted */
    TableChanges(WatchedTables tables, long since) {
        this.tables = tables;
        this.since = since;
    }

    /** What is wrong, if the record is a definition that changes what a shared table's name means. */
    Optional<String> fault(ConnectRecord<?> record) {
        if (!(record.value() instanceof Struct change)
                || change.schema().name() == null
                || !change.schema().name().endsWith(".SchemaChangeValue")
                || !isLater(change)) {
            return Optional.empty();
        }
        String ddl = String.valueOf(change.get("ddl"));
        return touched(change, ddl)
                .map(table -> "table " + table + " was renamed, dropped or made again: "
                        + (ddl.length() > SHOWN ? ddl.substring(0, SHOWN) + "…" : ddl)
                        + ". What has the name now is another table, of which nothing is shared. tombolo connect"
                        + " remove --forget, then the same tombolo connect command, share the table that has the name"
                        + " now, with all its rows");
    }

    private boolean isLater(Struct change) {
        Struct source = change.getStruct("source");
        @Nullable Object snapshot = source.schema().field("snapshot") == null ? null : source.get("snapshot");
        @Nullable Object at = source.get("ts_ms");
        return (snapshot == null || snapshot.equals("false")) && at instanceof Long millis && millis > since;
    }

    private Optional<TableName> touched(Struct change, String ddl) {
        List<?> parts = change.getArray("tableChanges");
        for (Object part : parts == null ? List.of() : parts) {
            Struct one = (Struct) part;
            TableName name = TableName.parse(one.getString("id"));
            if (!one.getString("type").equals("ALTER") && tables.contains(name)) {
                return Optional.of(name);
            }
        }
        String statement = TEXT.matcher(ddl).replaceAll("''");
        return RENAME.matcher(statement).find() ? tables.in(statement) : Optional.empty();
    }
}
