package io.tombolo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.MetricName;

/** The tables of {@code docs/metrics.md}, and whether what a process publishes is what they have. */
public final class MetricsPage {
    private static final Pattern ROW =
            Pattern.compile("\\| `(?<name>[a-z0-9_-]+)` \\| (?<type>[a-z]+) \\| (?<unit>[^|]+) \\|"
                    + " (?<labels>[^|]*) ?\\| (?<meaning>[^|]+) \\| (?<worry>[^|]*) ?\\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LATER = Pattern.compile("\\bThere (after|with) ");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?<labels>.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    /**
     * A metric.
     *
     * @param labels those that tell its values apart, without a histogram's {@code le}
     * @param later whether it is absent until something happens
     */
    public record Row(String part, String name, String type, Set<String> labels, boolean later) {
        private String text() {
            return name + " " + type + " " + labels;
        }
    }

    private final List<Row> rows;

    private MetricsPage(List<Row> rows) {
        this.rows = rows;
    }

    /** Reads the page of this repository. */
    public static MetricsPage read() {
        Path page = Path.of(System.getProperty("tombolo.root", "..")).resolve("docs/metrics.md");
        try {
            return parse(Files.readString(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MetricsPage parse(String text) {
        List<Row> rows = new java.util.ArrayList<>();
        String part = "";
        boolean table = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("## ")) {
                part = line.substring(3);
            }
            table = line.startsWith("| metric | type |") || (table && line.startsWith("|"));
            if (table && !line.startsWith("| metric |") && !line.startsWith("|---")) {
                Matcher row = ROW.matcher(line);
                assertThat(row.matches()).as("a row of a metric: %s", line).isTrue();
                Set<String> labels = new TreeSet<>();
                CODE.matcher(row.group("labels")).results().forEach(label -> labels.add(label.group(1)));
                rows.add(new Row(
                        part,
                        row.group("name"),
                        row.group("type"),
                        labels,
                        LATER.matcher(row.group("meaning")).find()));
            }
        }
        return new MetricsPage(List.copyOf(rows));
    }

    public List<Row> rows() {
        return rows;
    }

    /** Fails unless a scrape has every metric of these parts, those aside that are there later, and none that the parts have not. */
    public void assertScraped(String scrape, String... parts) {
        assertSame(scraped(scrape), false, List.of(parts));
    }

    /** Fails unless, of one part, a scrape has every metric, those aside that are there later but named here, and no other. */
    public void assertScrapedWithLater(String scrape, String part, Collection<String> missing) {
        Set<String> others = new TreeSet<>();
        rows.stream().filter(row -> !row.part().equals(part)).forEach(row -> others.add(row.name()));
        Map<String, String> found = scraped(scrape);
        found.keySet().removeAll(others);
        Map<String, String> wanted = texts(List.of(part), true);
        wanted.keySet().removeAll(missing);
        assertThat(found).isEqualTo(wanted);
    }

    /** Fails unless Kafka's metrics of a group are those of a part, those aside that are there later unless {@code later}. */
    public void assertMetrics(Collection<MetricName> metrics, String group, boolean later, String part) {
        Map<String, String> found = new TreeMap<>();
        metrics.stream().filter(name -> name.group().equals(group)).forEach(name -> {
            Set<String> labels = new TreeSet<>(name.tags().keySet());
            assertThat(labels.remove("client-id"))
                    .as("%s has a client-id", name)
                    .isTrue();
            found.put(name.name(), name.name() + " gauge " + labels);
        });
        assertSame(found, later, List.of(part));
    }

    private void assertSame(Map<String, String> found, boolean later, List<String> parts) {
        assertThat(rows).extracting(Row::part).containsAll(parts);
        Map<String, String> known = texts(parts, true);
        assertThat(known).as("docs/metrics.md has what is published").containsAllEntriesOf(found);
        assertThat(found).as("published is what docs/metrics.md has").containsAllEntriesOf(texts(parts, later));
    }

    private Map<String, String> texts(List<String> parts, boolean later) {
        Map<String, String> texts = new TreeMap<>();
        rows.stream()
                .filter(row -> parts.contains(row.part()) && (later || !row.later()))
                .forEach(row -> texts.put(row.name(), row.text()));
        return texts;
    }

    private static Map<String, String> scraped(String scrape) {
        Map<String, String> types = new TreeMap<>();
        TYPE.matcher(scrape).results().forEach(type -> types.put(type.group(1), type.group(2)));
        Map<String, String> found = new TreeMap<>();
        for (String line : scrape.lines().filter(one -> !one.startsWith("#")).toList()) {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as("a sample: %s", line).isTrue();
            String name = sample.group("name");
            String base = name.replaceFirst("_(bucket|count|sum)$", "");
            String family = types.containsKey(name) ? name : base;
            Set<String> labels = new TreeSet<>();
            if (sample.group("labels") != null) {
                LABEL.matcher(sample.group("labels"))
                        .results()
                        .map(MatchResult::group)
                        .map(label -> label.substring(0, label.indexOf('=')))
                        .filter(label -> !label.equals("le"))
                        .forEach(labels::add);
            }
            String text = family + " " + types.get(family) + " " + labels;
            assertThat(found.getOrDefault(family, text))
                    .as("labels of %s", family)
                    .isEqualTo(text);
            found.put(family, text);
        }
        return found;
    }
}
