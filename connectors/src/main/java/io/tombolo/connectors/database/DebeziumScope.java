package io.tombolo.connectors.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which tables and columns Debezium's filters let through, and which columns it makes a key of, computed as Debezium does from a
 * connector's settings: so that what is shared can be listed before a connector is made.
 */
final class DebeziumScope {

    private final Predicate<String> outers;
    private final Predicate<String> tables;
    private final Predicate<String> columns;
    private final Map<String, Predicate<String>> keys = new LinkedHashMap<>();

    /** @param outer {@code schema} or {@code database}: what a table's name begins with */
    DebeziumScope(Map<String, String> settings, String outer) {
        outers = filter(settings, outer);
        tables = filter(settings, "table");
        columns = filter(settings, "column");
        for (String rule : settings.getOrDefault("message.key.columns", "").split(";", -1)) {
            String[] parts = rule.split(":", 2);
            if (parts.length == 2) {
                for (String column : parts[1].split(",", -1)) {
                    keys.put(rule.strip() + " (" + column.strip() + ")", any(parts[0] + "." + column.strip()));
                }
            }
        }
    }

    boolean shares(TableName table) {
        return outers.test(table.outer()) && tables.test(table.dotted());
    }

    boolean shares(TableName table, String column) {
        return columns.test(table.dotted() + "." + column);
    }

    /** The columns of the event's key: those that a rule names, else the primary key's. */
    List<String> key(SourceTable table) {
        List<String> named = new ArrayList<>();
        for (Predicate<String> rule : keys.values()) {
            table.columns().stream()
                    .map(SourceColumn::name)
                    .filter(column -> rule.test(table.name().dotted() + "." + column))
                    .filter(column -> !named.contains(column))
                    .forEach(named::add);
        }
        return named.isEmpty() ? table.key() : named;
    }

    /** The rules for keys that fit no column of any of these tables. */
    List<String> idleKeys(List<SourceTable> all) {
        return keys.entrySet().stream()
                .filter(rule -> all.stream()
                        .noneMatch(table -> table.columns().stream()
                                .anyMatch(column ->
                                        rule.getValue().test(table.name().dotted() + "." + column.name()))))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Predicate<String> filter(Map<String, String> settings, String what) {
        String include = settings.getOrDefault(what + ".include.list", "");
        String exclude = settings.getOrDefault(what + ".exclude.list", "");
        return include.isBlank()
                ? exclude.isBlank() ? name -> true : any(exclude).negate()
                : any(include);
    }

    /** Patterns separated by commas, of which a backslash makes a part of the pattern. */
    private static Predicate<String> any(String list) {
        List<Pattern> patterns = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        for (int at = 0; at < list.length(); at++) {
            char c = list.charAt(at);
            if (c == '\\' && at + 1 < list.length()) {
                item.append(c).append(list.charAt(++at));
            } else if (c == ',') {
                add(patterns, item);
            } else {
                item.append(c);
            }
        }
        add(patterns, item);
        return name ->
                patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static void add(List<Pattern> patterns, StringBuilder item) {
        String pattern = item.toString().strip().replace("\\,", ",");
        if (!pattern.isEmpty()) {
            patterns.add(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE));
        }
        item.setLength(0);
    }
}
