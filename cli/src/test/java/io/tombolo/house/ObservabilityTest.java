package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tombolo.metrics.MetricsPage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alert rules and dashboards use metrics and labels of {@code docs/metrics.md} only, and the rules fire for their faults. */
final class ObservabilityTest {
    private static final Path FOLDER = DocPage.ROOT.resolve("docker/observability");
    private static final String PAGES = "https://github.com/tombolo/tombolo/blob/main/docs/";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern NO_METRIC = Pattern.compile(
            "\\[[^]]*]|\\boffset [0-9]+[smhd]\\b|\\b(?:unless|and|or|on|bool)\\b|\\b[a-z_0-9]+ *(?=\\()|\\b[0-9.]+\\b");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{ ?\\$?(?:labels\\.)?([a-z_]+)");

    /** Of Prometheus itself. */
    private static final Set<String> FOREIGN = Set.of("up");

    private static final Set<String> ADDED = Set.of("job", "instance");

    private final Map<String, MetricsPage.Row> metrics =
            MetricsPage.read().rows().stream().collect(Collectors.toMap(MetricsPage.Row::name, row -> row));

    @Test
    void everyRuleUsesMetricsOfThePageAndExplainsItself() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode group :
                YAML.readTree(FOLDER.resolve("rules.yaml").toFile()).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                String name = rule.path("alert").asText();
                JsonNode notes = rule.path("annotations");
                Set<String> labels = check(name, rule.path("expr").asText());

                assertThat(names.add(name)).as(name).isTrue();
                assertThat(rule.path("labels").path("severity").asText()).isIn("warning", "critical");
                assertThat(notes.path("action").asText()).as(name).endsWith(".");
                checkTemplate(name, notes.path("summary").asText(), labels);
                checkPage(name, notes.path("runbook_url").asText());
            }
        }

        String page = Files.readString(DocPage.ROOT.resolve("docs/metrics.md"));
        Set<String> listed = new TreeSet<>();
        Pattern.compile("(?m)^\\| `(Tombolo\\w+)` \\|")
                .matcher(page)
                .results()
                .forEach(row -> listed.add(row.group(1)));
        assertThat(listed).isEqualTo(names);
        String tests = Files.readString(FOLDER.resolve("rules-test.yaml"));
        assertThat(names).allSatisfy(name -> assertThat(tests).contains("alertname=\"" + name + "\""));
        YAML.readTree(tests);
    }

    @Test
    void everyDashboardUsesMetricsOfThePage() throws IOException {
        Set<String> shown = new HashSet<>();
        for (String name : List.of("anchoring", "processes")) {
            JsonNode board =
                    JSON.readTree(FOLDER.resolve("dashboards/" + name + ".json").toFile());
            Set<Integer> ids = new HashSet<>();
            for (JsonNode panel : board.path("panels")) {
                String title = panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
                assertThat(panel.path("targets")).as(title).isNotEmpty();
                for (JsonNode target : panel.path("targets")) {
                    String expression = target.path("expr").asText();
                    checkTemplate(title, target.path("legendFormat").asText(), check(title, expression));
                    shown.addAll(namesIn(expression));
                }
            }
            for (JsonNode variable : board.path("templating").path("list")) {
                if (variable.path("type").asText().equals("query")) {
                    check(name, variable.path("query").path("query").asText().replace(", job)", ")"));
                }
            }
        }

        // What a process of each part shows can be seen somewhere.
        assertThat(shown.stream()
                        .filter(metrics::containsKey)
                        .map(one -> metrics.get(one).part()))
                .contains(
                        "Anchoring service", "Read side", "HTTP push", "Agreements", "Witness", "HTTP servers", "JVM");
    }

    @Test
    void aMetricOrLabelThatThePageHasNotIsFound() {
        assertThat(unknown("rate(tombolo_push_event_total[5m]) > 0")).containsExactly("tombolo_push_event_total");
        assertThat(unknown("sum by (le) (rate(tombolo_anchoring_seal_to_anchor_seconds_bucket[5m]))"))
                .isEmpty();
        assertThat(unknown("tombolo_push_events_total{reason=\"x\"} unless up offset 15m"))
                .containsExactly("reason");
        assertThat(unknown("sum by (peer) (tombolo_push_events_total) > 1")).containsExactly("peer");
    }

    @Test
    void composeFileMountsWhatIsThere() throws IOException {
        JsonNode compose = YAML.readTree(FOLDER.resolve("compose.yaml").toFile());
        JsonNode whole = YAML.readTree(FOLDER.resolveSibling("compose.yaml").toFile());

        assertThat(whole.path("include").get(0).asText()).isEqualTo("observability/compose.yaml");
        for (JsonNode service : compose.path("services")) {
            assertThat(service.path("profiles").get(0).asText()).isEqualTo("observability");
            for (JsonNode volume : service.path("volumes")) {
                String source = volume.asText().split(":", -1)[0];
                assertThat(
                                source.startsWith("./")
                                        ? Files.exists(FOLDER.resolve(source))
                                        : compose.path("volumes").has(source))
                        .as(volume.asText())
                        .isTrue();
            }
        }
        String port = whole.path("services").path("tombolo").path("command").toString();
        assertThat(port).contains("\"--operations-port\",\"9464\"");
        assertThat(Files.readString(FOLDER.resolve("prometheus.yaml"))).contains("'127.0.0.1:9464'");
        assertThat(YAML.readTree(FOLDER.resolve("prometheus.yaml").toFile())
                        .path("scrape_configs")
                        .get(0)
                        .path("job_name")
                        .asText())
                .isEqualTo("tombolo");
    }

    @Test
    void promtoolAcceptsTheFilesAndEachRuleFiresForItsFaultAlone(@TempDir Path temp) throws Exception {
        Optional<Path> promtool = promtool();
        assumeThat(promtool)
                .as("Prometheus' promtool is not on the PATH, nor named by TOMBOLO_PROMTOOL")
                .isPresent();
        for (List<String> command : List.of(
                List.of("check", "rules", "rules.yaml"),
                List.of("check", "config", "prometheus.yaml"),
                List.of("test", "rules", "rules-test.yaml"))) {
            List<String> whole = new ArrayList<>(List.of(promtool.orElseThrow().toString()));
            whole.addAll(command);
            Path out = temp.resolve("out");
            Process process = new ProcessBuilder(whole)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();

            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        }
    }

    private static Optional<Path> promtool() {
        String named = System.getenv().getOrDefault("TOMBOLO_PROMTOOL", "");
        return named.isEmpty()
                ? Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .map(folder -> Path.of(folder, "promtool"))
                        .filter(Files::isExecutable)
                        .findFirst()
                : Optional.of(Path.of(named));
    }

    /** Returns the labels of its metrics. */
    private Set<String> check(String where, String expression) {
        assertThat(unknown(expression)).as("%s: %s", where, expression).isEmpty();
        return labelsOf(namesIn(expression));
    }

    private List<String> unknown(String expression) {
        Set<String> names = namesIn(expression);
        List<String> unknown = new ArrayList<>(names.stream()
                .filter(name -> row(name).isEmpty() && !FOREIGN.contains(name))
                .toList());
        if (unknown.isEmpty()) {
            unknown.addAll(labelsIn(expression));
            unknown.removeAll(labelsOf(names));
        }
        return unknown;
    }

    private Optional<MetricsPage.Row> row(String name) {
        return Optional.ofNullable(metrics.get(name))
                .or(() -> Optional.ofNullable(metrics.get(name.replaceFirst("_(bucket|count|sum)$", "")))
                        .filter(row -> row.type().equals("histogram")));
    }

    private Set<String> labelsOf(Collection<String> names) {
        Set<String> labels = new TreeSet<>(ADDED);
        names.forEach(name -> row(name).ifPresent(row -> {
            labels.addAll(row.labels());
            if (row.type().equals("histogram")) {
                labels.add("le");
            }
        }));
        return labels;
    }

    private static Set<String> namesIn(String expression) {
        String rest = BY.matcher(SELECTOR.matcher(expression).replaceAll("")).replaceAll("");
        return NAME.matcher(NO_METRIC.matcher(rest).replaceAll(" "))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> labelsIn(String expression) {
        Set<String> labels = new TreeSet<>();
        SELECTOR.matcher(expression)
                .results()
                .forEach(selector ->
                        MATCHER.matcher(selector.group(1)).results().forEach(label -> labels.add(label.group(1))));
        BY.matcher(expression)
                .results()
                .forEach(by -> labels.addAll(List.of(by.group(1).split(", *", -1))));
        return labels;
    }

    private static void checkTemplate(String where, String text, Set<String> labels) {
        assertThat(text).as(where).isNotEmpty();
        Matcher label = TEMPLATE.matcher(text);
        while (label.find()) {
            if (!label.group(1).equals("value")) {
                assertThat(labels).as("%s: %s", where, text).contains(label.group(1));
            }
        }
    }

    private static void checkPage(String where, String url) throws IOException {
        assertThat(url).as(where).startsWith(PAGES);
        String[] parts = url.substring(PAGES.length()).split("#", 2);
        String page = Files.readString(DocPage.ROOT.resolve("docs").resolve(parts[0]));
        if (parts.length == 2) {
            assertThat(page.lines()
                            .filter(line -> line.startsWith("#"))
                            .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(java.util.Locale.ROOT))
                            .map(line -> line.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-')))
                    .as("%s: %s", where, url)
                    .contains(parts[1]);
        }
    }
}
