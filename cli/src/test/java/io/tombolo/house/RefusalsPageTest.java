package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/refusals.md} to the codes in the sources. They are read as text, because many are constants of types that no
 * other module can see, or literals.
 */
final class RefusalsPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(?<code>[^`]+)` \\| (?<where>[a-zA-Z ]+) \\|");
    private static final Pattern CONSTANT = Pattern.compile("(?m)^\\s*([A-Z][A-Z_]+)\\s*[,;]?\\s*$");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");
    private static final Pattern LITERAL = Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+)\"");

    /** Literals that look like codes and are none. */
    private static final Pattern OTHER_LITERAL = Pattern.compile(
            "TOMBOLO_.*|CHAINCODE_.*|CORE_.*|USER_INFO|STATIC_TOKEN|NO_ZERO_.*|TABLE_SCAN_.*|EI_EXPOSE_REP");

    /** Its literals are events of logs; those of all other modules but the ledgers are reasons of rows. */
    private static final String SERVICE = "anchoring-service";

    private static Map<String, String> sources = Map.of();
    private static Map<String, Set<String>> page = Map.of();

    @BeforeAll
    static void read() throws IOException {
        sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(DocPage.ROOT)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> DocPage.ROOT.relativize(file).toString().contains("src/main/java"))
                    .forEach(file -> sources.put(DocPage.ROOT.relativize(file).toString(), text(file)));
        }
        page = new TreeMap<>();
        ROW.matcher(text(DocPage.ROOT.resolve("docs/refusals.md")))
                .results()
                .forEach(row -> page.computeIfAbsent(row.group(2).strip(), where -> new TreeSet<>())
                        .add(row.group(1)));
    }

    @Test
    void hasEveryVerdict() {
        assertThat(page.get("verdict")).isEqualTo(constants("verification", "enum Refusal"));
    }

    @Test
    void hasEveryReasonToIgnoreAnAnchor() {
        assertThat(page.get("anchor")).isEqualTo(constants("verification", "enum Why"));
    }

    @Test
    void hasEveryReasonForGoneRecords() {
        assertThat(page.get("audit"))
                .isEqualTo(constants("consumer/src/main/java/io/tombolo/consumer/audit", "enum Reason"));
    }

    @Test
    void hasEveryRefusalOfTheLedger() {
        assertThat(page.get("ledger")).isEqualTo(constants("ledgers/port", "enum Code"));
    }

    @Test
    void hasEveryFaultOfTheReadSide() {
        Set<String> faults = constants("provenance-api", "record Fault", "enum Kind");

        assertThat(page.get("read side")).isEqualTo(faults);
    }

    @Test
    void hasEveryReasonOfARejectedRow() {
        Set<String> rows = literals(file -> !file.startsWith(SERVICE) && !file.startsWith("ledgers"));
        rows.addAll(constants("connectors", "enum Found"));
        rows.remove("RECORD");
        rows.remove("NOTHING");

        assertThat(page.get("row")).isEqualTo(rows);
    }

    @Test
    void hasEveryEventOfTheAnchoringService() {
        Set<String> events = literals(file -> file.startsWith(SERVICE));
        // A fork is written as one word, which the search for literals leaves out.
        events.add("FORK");

        assertThat(page.get("log")).isEqualTo(events);
        assertThat(all(Pattern.compile("\"(FORK)\""), file -> file.startsWith(SERVICE)))
                .containsExactly("FORK");
    }

    @Test
    void hasEveryErrorOfTheReadSidesApi() {
        Set<String> errors = common(2);
        errors.addAll(all(Pattern.compile("ReadSideProblem\\.of\\(\\s*\\d{3},\\s*\"([a-z_]+)\""), file -> true));
        errors.addAll(all(Pattern.compile("Logs\\.refusal\\(\\s*\\d{3},\\s*\"([a-z-]+)\""), file -> true));
        // Of the HTTP server, for those that have a rate: the read side alone.
        errors.addAll(all(Pattern.compile("TOO_MANY = \"([a-z-]+)\""), file -> true));

        errors.addAll(all(Pattern.compile("refused\\(\\s*\"([a-z_]+)\","), file -> file.startsWith("provenance-api")));

        assertThat(page.get("API"))
                .isEqualTo(errors.stream().map(kind -> kind.replace('-', '_')).collect(Collectors.toSet()));
    }

    @Test
    void hasEveryProblemOfHttpPush() {
        Set<String> kinds = common(2);
        kinds.addAll(all(Pattern.compile("refused\\(\\s*\\d{3},\\s*\"([a-z-]+)\""), file -> true));

        assertThat(page.get("push")).isEqualTo(kinds);
    }

    @Test
    void hasEveryProblemOfTheWitness() {
        Set<String> kinds = common(2);
        kinds.addAll(all(
                Pattern.compile("Problem\\.of\\(\\s*\\d{3},\\s*\"([a-z-]+)\""), file -> file.startsWith("witness")));

        assertThat(page.get("witness")).isEqualTo(kinds);
    }

    @Test
    void hasEveryProblemOfAgreements() {
        Set<String> kinds = common(2);
        kinds.addAll(all(
                Pattern.compile("[pP]roblem(?:\\.of)?\\(\\s*\\d{3},\\s*\"([a-z-]+)\""),
                file -> file.startsWith("agreements")));
        constants("agreements/src/main/java/io/tombolo/agreements", "record Refusal", "enum Code")
                .forEach(code -> kinds.add(code.toLowerCase(Locale.ROOT).replace('_', '-')));

        assertThat(page.get("agreement")).isEqualTo(kinds);
    }

    @Test
    void hasEveryErrorOfTheRegistry() {
        Set<String> codes = common(1);
        codes.addAll(all(
                Pattern.compile("(?:new Problem\\(|error\\(\\d{3},)\\s*(\\d{3}|\\d{5}),"),
                file -> file.startsWith("schema-registry")));

        assertThat(page.get("registry")).isEqualTo(codes);
    }

    /** The statuses (1) or kinds (2) of what the common server refuses, whatever is behind it. */
    private static Set<String> common(int group) {
        Pattern problem = Pattern.compile("(?:Problem\\.of|refuse)\\(\\s*(\\w+),\\s*\"([a-z-]+)\"");
        return sources.entrySet().stream()
                .filter(source -> source.getKey().startsWith("http-server"))
                .flatMap(source -> problem.matcher(source.getValue()).results())
                .map(found -> found.group(group))
                .filter(found -> !found.equals("status"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The constants of the one enum that is declared so, in a file under {@code folder} that has all of {@code marks}. */
    private static Set<String> constants(String folder, String... marks) {
        Set<String> files = sources.entrySet().stream()
                .filter(source -> source.getKey().startsWith(folder))
                .filter(source -> Stream.of(marks)
                        .allMatch(mark -> Pattern.compile("\\b" + mark + "\\b")
                                .matcher(source.getValue())
                                .find()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(files)
                .as("files with %s under %s", marks[marks.length - 1], folder)
                .hasSize(1);
        String text = COMMENT.matcher(sources.get(files.iterator().next())).replaceAll("");
        int body = text.indexOf('{', text.indexOf(marks[marks.length - 1]));
        Matcher constant = CONSTANT.matcher(text.substring(body, text.indexOf('}', body)));
        return constant.results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> literals(Predicate<String> where) {
        Set<String> found = all(LITERAL, where);
        found.removeIf(OTHER_LITERAL.asMatchPredicate());
        return found;
    }

    private static Set<String> all(Pattern pattern, Predicate<String> where) {
        return sources.entrySet().stream()
                .filter(source -> where.test(source.getKey()))
                .flatMap(source -> pattern.matcher(source.getValue()).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
