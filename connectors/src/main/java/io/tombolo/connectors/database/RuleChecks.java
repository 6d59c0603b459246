package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the fields that a connector is told to keep back or to mask are there: a rule that names none, because of a slip of the
 * pen, would let out what it was made for.
 */
final class RuleChecks {

    private static final String RULE = "transforms.change.fields.";

    private RuleChecks() {}

    /**
     * A finding for each name that fits no column; none when all fit, or when a table's columns can't be seen.
     *
     * @param schemas whether what stands before a table's dot is a schema, and not a catalog
     */
    static List<Finding> findings(
            Connection database, Map<String, String> settings, List<String> tables, boolean schemas)
            throws SQLException {
        Map<String, Set<String>> columns = new LinkedHashMap<>();
        for (String table : tables) {
            Set<String> found = columns(database.getMetaData(), table, schemas);
            if (found.isEmpty()) {
                return List.of();
            }
            columns.computeIfAbsent(table.substring(table.indexOf('.') + 1), name -> new LinkedHashSet<>())
                    .addAll(found);
        }
        List<Finding> findings = new ArrayList<>();
        for (String kind : List.of("include", "exclude", "mask")) {
            for (String name : settings.getOrDefault(RULE + kind, "").split(",", -1)) {
                String rule = name.strip();
                if (!rule.isEmpty() && !fits(rule, columns)) {
                    findings.add(Finding.bad(
                            kind + " " + rule,
                            "no table has such a column",
                            "write it as COLUMN, TABLE.COLUMN or COLUMN.INNER; there are " + told(columns)));
                }
            }
        }
        return findings;
    }

    private static boolean fits(String rule, Map<String, Set<String>> columns) {
        return columns.entrySet().stream()
                .anyMatch(table -> table.getValue().stream()
                        .anyMatch(column -> leadsTo(rule, column) || leadsTo(rule, table.getKey() + "." + column)));
    }

    private static boolean leadsTo(String rule, String column) {
        return rule.equals(column) || rule.startsWith(column + ".");
    }

    private static String told(Map<String, Set<String>> columns) {
        List<String> all = new ArrayList<>();
        columns.forEach((table, names) -> all.add(table + " (" + String.join(", ", names) + ")"));
        return String.join(", ", all);
    }

    private static Set<String> columns(DatabaseMetaData meta, String table, boolean schemas) throws SQLException {
        int dot = table.indexOf('.');
        String outer = table.substring(0, Math.max(dot, 0));
        String inner = pattern(meta, table.substring(dot + 1));
        Set<String> names = new LinkedHashSet<>();
        try (ResultSet rows = schemas
                ? meta.getColumns(null, pattern(meta, outer), inner, null)
                : meta.getColumns(outer, null, inner, null)) {
            while (rows.next()) {
                names.add(rows.getString("COLUMN_NAME"));
            }
        }
        return names;
    }

    private static String pattern(DatabaseMetaData meta, String name) throws SQLException {
        String escape = meta.getSearchStringEscape();
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }
}
