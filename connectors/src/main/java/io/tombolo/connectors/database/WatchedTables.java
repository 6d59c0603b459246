package io.tombolo.connectors.database;

import io.tombolo.connectors.source.NameList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * The tables that a watch looks after, as they were when the connector was configured.
 *
 * @param tables in the order of the configuration
 */
record WatchedTables(List<Watched> tables) {

    /**
     * One of them.
     *
     * @param id PostgreSQL's object id, or 0
     */
    record Watched(TableName name, long id, SourceTable.Identity identity) {}

    WatchedTables {
        tables = List.copyOf(tables);
    }

    static WatchedTables parse(String text) {
        return new WatchedTables(
                NameList.items(text).stream().map(WatchedTables::watched).toList());
    }

    private static Watched watched(String item) {
        try {
            Map.Entry<String, String> pair = NameList.pair(item);
            String[] what = pair.getValue().split(" ", 2);
            return new Watched(
                    TableName.parse(pair.getKey()), Long.parseLong(what[0]), SourceTable.Identity.valueOf(what[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new ConfigException(WatchSource.TABLES, item, "must be schema.table:ID IDENTITY");
        }
    }

    boolean contains(TableName name) {
        return tables.stream().anyMatch(one -> one.name().equals(name));
    }

    /** The first table whose own name is in a statement as an identifier. */
    Optional<TableName> in(String statement) {
        return tables.stream()
                .map(Watched::name)
                .filter(name -> Pattern.compile(
                                "(?<![\\w$])" + DebeziumNames.literal(name.name()) + "(?![\\w$])",
                                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .matcher(statement.replace("``", "`"))
                        .find())
                .findFirst();
    }
}
