package io.tombolo.connectors.database;

import io.tombolo.connectors.source.NameList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether the columns that a connector is configured to keep back, to mask, to rename or to make a key of are there: a rule that names
 * none, because of a typing error, would share what it was made for.
 */
final class RuleChecks {

    private static final String RULE = "transforms.change.fields.";

    private RuleChecks() {}

    /** A finding for each name that fits no column of the shared tables. */
    static List<Look.Finding> findings(Map<String, String> settings, List<Look.Table> tables) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        tables.forEach(table -> columns.computeIfAbsent(table.name().name(), name -> new ArrayList<>())
                .addAll(table.columns().stream().map(one -> one.source().name()).toList()));
        if (columns.isEmpty()) {
            return List.of();
        }
        List<Look.Finding> findings = new ArrayList<>();
        for (String kind : List.of("include", "exclude", "mask")) {
            for (String rule : NameList.parse(settings.getOrDefault(RULE + kind, ""))) {
                if (!fits(rule, columns)) {
                    findings.add(unknown(kind, rule, columns));
                }
            }
        }
        for (String kind : List.of("protect", "unprotect")) {
            for (String item : NameList.items(settings.getOrDefault(RULE + kind, ""))) {
                String rule = NameList.pair(item).getKey();
                if (!fits(rule, columns)) {
                    findings.add(unknown(kind, rule, columns));
                }
            }
        }
        for (String rule : Renames.of(settings).columns().keySet()) {
            if (!fits(rule, columns)) {
                findings.add(unknown("rename", rule, columns));
            }
        }
        return findings;
    }

    private static Look.Finding unknown(String kind, String rule, Map<String, List<String>> columns) {
        return Look.Finding.bad(
                kind + " " + rule,
                "no table has such a column",
                "write it as COLUMN, TABLE.COLUMN or COLUMN.INNER; there are "
                        + columns.entrySet().stream()
                                .map(table -> table.getKey() + " (" + String.join(", ", table.getValue()) + ")")
                                .collect(Collectors.joining(", ")));
    }

    private static boolean fits(String rule, Map<String, List<String>> columns) {
        return columns.entrySet().stream()
                .anyMatch(table -> table.getValue().stream()
                        .anyMatch(column -> leadsTo(rule, column) || leadsTo(rule, table.getKey() + "." + column)));
    }

    private static boolean leadsTo(String rule, String column) {
        return rule.equals(column) || rule.startsWith(column + ".");
    }
}
