package io.tombolo.cli.connect;

import io.tombolo.capture.DatabaseUrl;
import io.tombolo.cli.shell.Json;
import io.tombolo.connectors.database.DatabaseConnector;
import io.tombolo.connectors.database.Look;
import io.tombolo.schemas.DatasetId;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code tombolo connect DATABASE} reports: the checks, and every table and column that will be shared. */
final class SharingReport {
    private SharingReport() {}

    /** Before anything is made. */
    static void check(PrintWriter out, boolean json, DatabaseUrl where, DatabaseConnector connector, Look look) {
        if (json) {
            out.println(Json.text(fields(where, connector, look)));
        } else {
            Table table = new Table("check", "", "found");
            look.findings().forEach(one -> table.add(one.subject(), state(one), one.found()));
            out.print(table);
            look.findings().stream()
                    .filter(one -> !one.remedy().isEmpty())
                    .forEach(one -> out.printf("%n%s: %s.%n  %s%n", one.subject(), one.found(), one.remedy()));
            shared(out, look.tables());
        }
        out.flush();
    }

    /** Once the connector runs. */
    static void runs(PrintWriter out, boolean json, DatabaseUrl where, DatabaseConnector connector, Look look) {
        if (json) {
            Map<String, Object> fields = fields(where, connector, look);
            fields.put("tables", connector.tables());
            fields.put(
                    "datasets",
                    connector.datasets().stream().map(DatasetId::toString).toList());
            out.println(Json.text(fields));
        } else {
            look.findings().stream()
                    .filter(one -> one.state() == Look.Finding.State.WARNING)
                    .forEach(one -> out.printf("Note: %s: %s.%n  %s%n", one.subject(), one.found(), one.remedy()));
            out.printf(
                    "%s runs: %s of %s, as %s.%n",
                    connector.name(),
                    String.join(", ", connector.tables()),
                    where,
                    connector.datasets().stream().map(DatasetId::toString).collect(Collectors.joining(", ")));
            shared(out, look.tables());
            out.printf(
                    "%nIts rows and changes are shared from now on: see tombolo datasets, and tombolo connect status"
                            + " %s.%n",
                    connector.name());
        }
        out.flush();
    }

    private static void shared(PrintWriter out, List<Look.Table> tables) {
        for (Look.Table one : tables) {
            out.printf(
                    "%n%s as %s%s, replica identity %s, key %s:%n",
                    one.name(),
                    one.dataset(),
                    one.source().partitioned() ? ", partitioned" : "",
                    one.source().identity(),
                    one.key().isEmpty() ? "none" : String.join(", ", one.key()));
            Table table = new Table("column", "type", "field", "Avro type", "");
            one.columns()
                    .forEach(column -> table.add(
                            column.source().name(),
                            column.source().type(),
                            column.shared() ? column.field() : "not shared",
                            column.shared() ? column.avro() : "",
                            column.note()));
            out.print(table);
        }
    }

    private static Map<String, Object> fields(DatabaseUrl where, DatabaseConnector connector, Look look) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("connector", connector.name());
        fields.put("database", where.toString());
        fields.put("checks", look.findings().stream().map(SharingReport::fields).toList());
        fields.put("shared", look.tables().stream().map(SharingReport::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Look.Table table) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("table", table.name().toString());
        fields.put("dataset", table.dataset().toString());
        fields.put("key", table.key());
        fields.put("partitioned", table.source().partitioned());
        fields.put("replica_identity", table.source().identity().name());
        fields.put(
                "columns", table.columns().stream().map(SharingReport::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Look.Column column) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("column", column.source().name());
        fields.put("type", column.source().type());
        fields.put("nullable", column.source().nullable());
        fields.put("generated", column.source().generated());
        fields.put("toasted", column.source().large());
        fields.put("shared", column.shared());
        fields.put("field", column.field());
        fields.put("avro", column.avro());
        fields.put("note", column.note());
        return fields;
    }

    private static Map<String, String> fields(Look.Finding finding) {
        return Map.of(
                "check",
                finding.subject(),
                "state",
                state(finding),
                "found",
                finding.found(),
                "remedy",
                finding.remedy());
    }

    private static String state(Look.Finding finding) {
        return finding.state().name().toLowerCase(Locale.ROOT);
    }
}
