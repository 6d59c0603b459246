package io.tombolo.connectors.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a first snapshot reads tables with dates: as text. The driver makes of a date between 5 and 14 October 1582 the same object as of
 * one ten days later. Debezium takes such a query for a whole table, and for a first snapshot only.
 */
final class DateSelects {

    /** Debezium's setting of queries for whole tables: their names, and with each name behind a dot its query. */
    static final String OVERRIDES = "snapshot.select.statement.overrides";

    private static final char QUOTE = '"';

    private DateSelects() {}

    /** The settings for those of the tables that have columns of dates, beside generated ones, which are not shared. */
    static Map<String, String> of(List<SourceTable> tables) {
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (SourceTable table : tables) {
            // Debezium reads these names as a list of its own, without quotes.
            if (table.name().dotted().matches("\\w+\\.\\w+")
                    && table.columns().stream().anyMatch(DateSelects::isDate)) {
                names.add(table.name().dotted());
                settings.put(OVERRIDES + "." + table.name().dotted(), select(table));
            }
        }
        if (!names.isEmpty()) {
            settings.put(OVERRIDES, String.join(",", names));
        }
        return settings;
    }

    private static String select(SourceTable table) {
        return table.columns().stream()
                .filter(column -> !column.generated())
                .map(DateSelects::column)
                .collect(Collectors.joining(
                        ", ", "SELECT ", " FROM " + table.name().quoted(QUOTE)));
    }

    private static String column(SourceColumn column) {
        String name = TableName.quoted(column.name(), QUOTE);
        return isDate(column) ? name + "::text AS " + name : name;
    }

    private static boolean isDate(SourceColumn column) {
        return column.baseType().equals("date");
    }
}
