package io.tombolo.connectors.database;

import io.tombolo.connectors.source.NameList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The other names that a connector gives to tables and columns, as its transform is configured with them.
 *
 * @param tables what {@code ${table}} represents, by {@code schema.table}
 * @param columns a column's field, by its name, or its table's, a dot and its name
 */
public record Renames(Map<String, String> tables, Map<String, String> columns) {

    static final String TABLES = "transforms.change.tables.rename";
    static final String COLUMNS = "transforms.change.fields.rename";

    public Renames {
        tables = Map.copyOf(tables);
        columns = Map.copyOf(columns);
    }

    public static Renames of(Map<String, String> settings) {
        return new Renames(pairs(settings.getOrDefault(TABLES, "")), pairs(settings.getOrDefault(COLUMNS, "")));
    }

    /**
     * The settings for pairs of {@code OLD:NEW}: one whose OLD is a shared table names its dataset, every other one names a column.
     *
     * @throws IllegalArgumentException if one is not such a pair, or OLD is named twice
     */
    public static Map<String, String> settings(List<String> given, List<String> tables) {
        Map<String, String> seen = new HashMap<>();
        StringBuilder forTables = new StringBuilder();
        StringBuilder forColumns = new StringBuilder();
        List<String> dotted =
                tables.stream().map(one -> TableName.parse(one).dotted()).toList();
        for (String one : given) {
            Map.Entry<String, String> pair = NameList.pair(one);
            String old = tables.contains(pair.getKey())
                    ? TableName.parse(pair.getKey()).dotted()
                    : pair.getKey();
            if (seen.put(old, pair.getValue()) != null) {
                throw new IllegalArgumentException("--rename names " + old + " twice");
            }
            StringBuilder into = dotted.contains(old) ? forTables : forColumns;
            into.append(into.isEmpty() ? "" : ",")
                    .append(NameList.escaped(old))
                    .append(':')
                    .append(NameList.escaped(pair.getValue()));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        if (!forTables.isEmpty()) {
            settings.put(TABLES, forTables.toString());
        }
        if (!forColumns.isEmpty()) {
            settings.put(COLUMNS, forColumns.toString());
        }
        return settings;
    }

    String table(TableName table) {
        return tables.getOrDefault(table.dotted(), table.name());
    }

    public String column(TableName table, String column) {
        return columns.getOrDefault(table.name() + "." + column, columns.getOrDefault(column, column));
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        NameList.items(text).stream().map(NameList::pair).forEach(pair -> pairs.put(pair.getKey(), pair.getValue()));
        return pairs;
    }
}
