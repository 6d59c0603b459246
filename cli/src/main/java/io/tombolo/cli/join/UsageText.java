package io.tombolo.cli.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.terminal.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Statements of usage for people, and for spreadsheets. */
final class UsageText {
    private static final List<String> COLUMNS = List.of(
            "agreement",
            "dataset",
            "receipts",
            "events",
            "bytes",
            "price_per_million",
            "currency",
            "amount_exact",
            "amount");

    private UsageText() {}

    static String table(JsonNode statement) {
        StringBuilder text = new StringBuilder(String.format(
                "Usage in %s: %s of data of %s%n",
                statement.path("month").asText(),
                statement.path("consumer").asText(),
                statement.path("provider").asText()));
        Table table = new Table("agreement", "dataset", "receipts", "events", "bytes", "for a million", "amount");
        for (JsonNode one : statement.path("agreements")) {
            table.add(
                    one.path("agreement").asText(),
                    one.path("dataset").asText(),
                    one.path("receipts").asLong(),
                    one.path("events").asLong(),
                    one.path("bytes").asLong(),
                    one.path("price_per_million").asText() + " "
                            + one.path("currency").asText(),
                    one.path("amount").asText() + " " + one.path("currency").asText());
        }
        text.append(statement.path("agreements").isEmpty() ? String.format("  nothing%n") : table);
        for (JsonNode one : statement.path("agreements")) {
            one.path("gaps").forEach(range -> line(text, "no receipt", range));
            one.path("overlaps").forEach(range -> line(text, "receipted more than once, counted once", range));
            one.path("without_agreement")
                    .forEach(range -> line(text, "receipted while the agreement was not in force, not counted", range));
        }
        long without = statement.at("/approximate/without_receipt_bytes").asLong();
        if (without > 0) {
            text.append(String.format(
                    "  read without a receipt: about %,d of the %,d bytes that the broker sent%n",
                    without, statement.at("/approximate/sent_bytes").asLong()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String what, JsonNode range) {
        text.append(String.format("  %s: leaves %s%n", what, range.asText()));
    }

    static String csv(List<JsonNode> statements) {
        List<String> sides = List.of("month", "provider", "consumer");
        StringBuilder text = new StringBuilder(
                Stream.concat(sides.stream(), COLUMNS.stream()).collect(Collectors.joining(",")) + "\n");
        for (JsonNode statement : statements) {
            for (JsonNode one : statement.path("agreements")) {
                // Names, numbers and times: none has a comma or a quote.
                text.append(Stream.concat(
                                        sides.stream()
                                                .map(column ->
                                                        statement.path(column).asText()),
                                        COLUMNS.stream()
                                                .map(column -> one.path(column).asText()))
                                .collect(Collectors.joining(",")))
                        .append("\n");
            }
        }
        return text.toString();
    }
}
