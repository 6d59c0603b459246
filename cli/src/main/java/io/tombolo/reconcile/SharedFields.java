package io.tombolo.reconcile;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which of a table's columns a connector keeps back or masks, by the transform's settings.
 *
 * @param include the only fields that leave; empty for all
 * @param exclude what does not leave
 * @param mask what leaves as a hash or as nothing
 */
record SharedFields(Set<String> include, Set<String> exclude, Set<String> mask) {
    private static final String RULE = "transforms.change.fields.";

    SharedFields {
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        mask = Set.copyOf(mask);
    }

    static SharedFields of(Map<String, String> config) {
        return new SharedFields(names(config, "include"), names(config, "exclude"), names(config, "mask"));
    }

    private static Set<String> names(Map<String, String> config, String rule) {
        Set<String> names = new TreeSet<>();
        Stream.of(config.getOrDefault(RULE + rule, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return names;
    }

    /** Why a column's values are not in the feed as the source has them; empty when they are. */
    Optional<String> withheld(String table, String column) {
        if (names(exclude, table, column) || (!include.isEmpty() && !names(include, table, column) && !inside(include, table, column))) {
            return Optional.of("kept back");
        }
        if (names(mask, table, column)) {
            return Optional.of("masked");
        }
        boolean partly = inside(exclude, table, column)
                || inside(mask, table, column)
                || (inside(include, table, column) && !names(include, table, column));
        return partly ? Optional.of("parts of it are kept back or masked") : Optional.empty();
    }

    private static boolean names(Set<String> names, String table, String column) {
        return names.contains(column) || names.contains(table + "." + column);
    }

    private static boolean inside(Set<String> names, String table, String column) {
        return names.stream()
                .anyMatch(name -> name.startsWith(column + ".") || name.startsWith(table + "." + column + "."));
    }
}
