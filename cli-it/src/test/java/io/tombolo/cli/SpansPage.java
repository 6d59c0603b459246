package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.cli.SpanCollector.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of {@code docs/traces.md}, and whether the spans of a process are those that it has. */
final class SpansPage {
    private static final Pattern ROW = Pattern.compile(
            "\\| `(?<name>[^`]+)` \\| (?<kind>server|producer|consumer|internal|client) \\| [^|]+ \\| [^|]+ \\| (?<attributes>[^|]+) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private record Row(String name, String kind, Set<String> attributes) {
        boolean isOf(Received span) {
            return span.name()
                    .matches(name.replace("METHOD ROUTE", "[A-Z]+( \\S+)?").replaceAll("[A-Z]{5,}", "\\\\S+"));
        }
    }

    private SpansPage() {}

    private static List<Row> rows() throws IOException {
        Path page = Path.of(System.getProperty("tombolo.root", "..")).resolve("docs/traces.md");
        Matcher rows = ROW.matcher(Files.readString(page));
        return rows.results()
                .map(row -> new Row(
                        row.group(1),
                        row.group(2),
                        CODE.matcher(row.group(3))
                                .results()
                                .map(code -> code.group(1))
                                .collect(Collectors.toCollection(TreeSet::new))))
                .toList();
    }

    /** Every span has a row, and every row and each of its attributes was seen. */
    static void assertAreThese(List<Received> spans) throws IOException {
        List<Row> rows = rows();
        assertThat(rows).hasSizeGreaterThan(5);
        for (Received span : spans) {
            assertThat(rows).as("a row for %s", span).anyMatch(row -> row.isOf(span) && row.kind.equals(span.kind()));
        }
        for (Row row : rows) {
            Set<String> seen = spans.stream()
                    .filter(row::isOf)
                    .flatMap(span -> span.attributes().keySet().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(seen).as("attributes of " + row.name()).isEqualTo(row.attributes());
        }
    }
}
