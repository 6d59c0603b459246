package io.tombolo.reconcile;

import io.tombolo.cli.shell.Count;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A reconciliation's result as it is shown, to people and to programs. */
final class ReconcileText {
    private static final int SHOWN = 20;

    private final ReconcileReport report;
    private final Optional<ReconciliationEvents.Published> published;

    /** @param published where the result's event is; empty when it was not published */
    ReconcileText(ReconcileReport report, Optional<ReconciliationEvents.Published> published) {
        this.report = report;
        this.published = published;
    }

    void print(PrintWriter out) {
        out.printf("%s  %s at %s%n", report.isEqual() ? "EQUAL" : "DIFFERENT", report.connector(), report.position());
        report.tables().forEach(table -> print(out, table));
        published.ifPresent(event -> out.printf(
                "  Published as %s, partition %d, offset %d; its evidence proves this result.%n",
                event.dataset(), event.partition(), event.offset()));
    }

    private static void print(PrintWriter out, TableReport table) {
        out.printf(
                "  %s as %s: %s at the source, %,d in the feed",
                table.table(), table.dataset(), Count.of(table.sourceRows(), "row"), table.feedRows());
        if (table.missing() + table.extra() + table.different() > 0) {
            out.printf("; %,d missing, %,d extra, %,d different", table.missing(), table.extra(), table.different());
        }
        out.println();
        table.absentColumns()
                .forEach(column ->
                        out.printf("    column %s: the feed does not have it, and no rule keeps it back%n", column));
        lines(out, "    log: %s%n", table.findings());
        lines(
                out,
                "    %s%n",
                table.differences().stream().map(ReconcileText::text).toList());
        lines(out, "    not compared: %s%n", table.notCompared());
        lines(out, "    refused before, may explain differences: %s%n", table.refused());
    }

    private static void lines(PrintWriter out, String format, List<String> lines) {
        lines.stream().limit(SHOWN).forEach(line -> out.printf(format, line));
        if (lines.size() > SHOWN) {
            out.printf(format, String.format("… and %,d more (--json lists them)", lines.size() - SHOWN));
        }
    }

    private static String text(RowDifference difference) {
        String kind = difference.kind().name().toLowerCase(Locale.ROOT);
        return kind + "  " + difference.key()
                + (difference.columns().isEmpty() ? "" : ": " + String.join(", ", difference.columns()))
                + (difference.refused() == null ? "" : "; a change of this row was refused: " + difference.refused());
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("connector", report.connector());
        json.put("equal", report.isEqual());
        json.put("system", report.system());
        json.put("position", report.position());
        json.put("started_at", report.startedAt().toString());
        json.put("finished_at", report.finishedAt().toString());
        json.put("tables", report.tables().stream().map(ReconcileText::json).toList());
        published.ifPresent(event -> json.put(
                "published",
                Map.of(
                        "dataset",
                        event.dataset().toString(),
                        "partition",
                        event.partition(),
                        "offset",
                        event.offset())));
        return json;
    }

    private static Map<String, Object> json(TableReport table) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("table", table.table());
        json.put("dataset", table.dataset().toString());
        json.put("equal", table.isEqual());
        json.put("source_rows", table.sourceRows());
        json.put("feed_rows", table.feedRows());
        json.put("missing", table.missing());
        json.put("extra", table.extra());
        json.put("different", table.different());
        json.put(
                "differences",
                table.differences().stream().map(ReconcileText::json).toList());
        json.put("absent_columns", table.absentColumns());
        json.put("not_compared", table.notCompared());
        json.put("refused", table.refused());
        json.put("findings", table.findings());
        json.put("heads", table.heads());
        json.put("digest", table.digest());
        return json;
    }

    private static Map<String, Object> json(RowDifference difference) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", difference.kind().name().toLowerCase(Locale.ROOT));
        json.put("key", difference.key());
        json.put("columns", difference.columns());
        if (difference.refused() != null) {
            json.put("refused", difference.refused());
        }
        return json;
    }
}
