package io.tombolo.reconcile;

import io.tombolo.connectors.database.TableName;
import io.tombolo.connectors.source.NameList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of a table's columns a connector leaves out, keeps back, masks or renames, by its settings.
 *
 * @param include the only fields that leave; empty for all
 * @param exclude what does not leave
 * @param mask what leaves as a hash or as nothing
 * @param protect what leaves encrypted
 * @param leftOut patterns of columns that the connector does not read
 * @param read patterns of the only columns that it reads; empty for all
 * @param fieldNames other names of fields, by {@code field} or {@code table.field}
 * @param tableNames other names of tables, by their full names
 */
record SharedFields(
        Set<String> include,
        Set<String> exclude,
        Set<String> mask,
        Set<String> protect,
        List<Pattern> leftOut,
        List<Pattern> read,
        Map<String, String> fieldNames,
        Map<String, String> tableNames) {
    private static final String CHANGE = "transforms.change.";

    SharedFields {
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        mask = Set.copyOf(mask);
        protect = Set.copyOf(protect);
        leftOut = List.copyOf(leftOut);
        read = List.copyOf(read);
        fieldNames = Map.copyOf(fieldNames);
        tableNames = Map.copyOf(tableNames);
    }

    static SharedFields of(Map<String, String> config) {
        return new SharedFields(
                names(config, "include"),
                names(config, "exclude"),
                names(config, "mask"),
                pairs(config.getOrDefault(CHANGE + "fields.protect", "")).keySet(),
                patterns(config.getOrDefault("column.exclude.list", "")),
                patterns(config.getOrDefault("column.include.list", "")),
                pairs(config.getOrDefault(CHANGE + "fields.rename", "")),
                pairs(config.getOrDefault(CHANGE + "tables.rename", "")));
    }

    private static Set<String> names(Map<String, String> config, String rule) {
        return Set.copyOf(NameList.parse(config.getOrDefault(CHANGE + "fields." + rule, "")));
    }

    private static List<Pattern> patterns(String list) {
        return Stream.of(list.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .map(item -> Pattern.compile(item, Pattern.CASE_INSENSITIVE))
                .toList();
    }

    private static Map<String, String> pairs(String list) {
        return NameList.items(list).stream()
                .map(NameList::pair)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> other));
    }

    /** Why a column's values are not in the feed as the source has them; empty when they are. */
    Optional<String> withheld(TableName table, String column) {
        String full = table.dotted() + "." + column;
        if (leftOut.stream().anyMatch(one -> one.matcher(full).matches())
                || (!read.isEmpty()
                        && read.stream().noneMatch(one -> one.matcher(full).matches()))) {
            return Optional.of("left out by the connector's settings");
        }
        boolean named = names(include, table, column);
        boolean insideNamed = inside(include, table, column);
        if (names(exclude, table, column) || (!include.isEmpty() && !named && !insideNamed)) {
            return Optional.of("kept back");
        }
        if (names(protect, table, column) || inside(protect, table, column)) {
            return Optional.of("protected");
        }
        if (names(mask, table, column)) {
            return Optional.of("masked");
        }
        boolean partly = inside(exclude, table, column) || inside(mask, table, column) || (insideNamed && !named);
        return partly ? Optional.of("parts of it are kept back or masked") : Optional.empty();
    }

    /** The name of a column's field in the feed, before it is adapted to Avro. */
    String field(TableName table, String column) {
        return fieldNames.getOrDefault(table.name() + "." + column, fieldNames.getOrDefault(column, column));
    }

    /** What represents a table in its dataset's name. */
    String tableName(TableName table) {
        return tableNames.getOrDefault(table.dotted(), table.name());
    }

    private static boolean names(Set<String> names, TableName table, String column) {
        return names.contains(column) || names.contains(table.name() + "." + column);
    }

    private static boolean inside(Set<String> names, TableName table, String column) {
        return names.stream()
                .anyMatch(name -> name.startsWith(column + ".") || name.startsWith(table.name() + "." + column + "."));
    }
}
