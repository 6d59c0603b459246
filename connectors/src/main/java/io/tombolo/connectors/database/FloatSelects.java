package io.tombolo.connectors.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How MySQL's and MariaDB's columns of type {@code float} are read by query. The server writes a float into the text of an answer with
 * six digits, which are too few for most floats; its log, and the binary answer to a prepared statement, have them in full. A first
 * snapshot is read as text: there these queries turn floats into doubles. A back-fill uses prepared statements, which the driver sends
 * to the server when it is set to. It then misreads columns of type {@code year}: of a connector with both kinds of columns a back-fill
 * reads tables with floats at once, as a first snapshot does.
 */
final class FloatSelects {

    private static final char QUOTE = '`';

    private FloatSelects() {}

    /** The settings for those of the tables that have columns of floats. */
    static Map<String, String> of(List<SourceTable> tables) {
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (SourceTable table : tables) {
            if (canBeNamed(table.name()) && table.columns().stream().anyMatch(FloatSelects::isFloat)) {
                names.add(table.name().dotted());
                settings.put(DateSelects.OVERRIDES + "." + table.name().dotted(), select(table));
            }
        }
        if (any(tables, FloatSelects::isFloat) && !any(tables, FloatSelects::isYear)) {
            settings.put("driver.useServerPrepStmts", "true");
        }
        if (!names.isEmpty()) {
            settings.put(DateSelects.OVERRIDES, String.join(",", names));
        }
        return settings;
    }

    /** Debezium reads these names as a list of its own, without quotes. */
    private static boolean canBeNamed(TableName table) {
        return table.dotted().matches("\\w+\\.\\w+");
    }

    private static boolean any(List<SourceTable> tables, Predicate<SourceColumn> kind) {
        return tables.stream().anyMatch(table -> table.columns().stream().anyMatch(kind));
    }

    /** The columns whose values a back-fill would share rounded to six digits. */
    static List<SourceColumn> roundedInBackfill(SourceTable table, List<SourceTable> all) {
        return any(all, FloatSelects::isYear)
                ? table.columns().stream().filter(FloatSelects::isFloat).toList()
                : List.of();
    }

    /** The columns whose values a first snapshot would share rounded to six digits. */
    static List<SourceColumn> rounded(SourceTable table) {
        return canBeNamed(table.name())
                ? List.of()
                : table.columns().stream().filter(FloatSelects::isFloat).toList();
    }

    private static String select(SourceTable table) {
        return table.columns().stream()
                .map(FloatSelects::column)
                .collect(Collectors.joining(
                        ", ", "SELECT ", " FROM " + table.name().quoted(QUOTE)));
    }

    /** By multiplication, which also keeps the sign of -0.0. */
    private static String column(SourceColumn column) {
        String name = TableName.quoted(column.name(), QUOTE);
        return isFloat(column) ? name + " * 1e0 AS " + name : name;
    }

    private static boolean isFloat(SourceColumn column) {
        return column.baseType().matches("(?i)float\\b.*");
    }

    private static boolean isYear(SourceColumn column) {
        return column.baseType().matches("(?i)year\\b.*");
    }
}
