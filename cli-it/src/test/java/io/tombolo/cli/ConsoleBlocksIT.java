package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.house.DocPage;
import io.tombolo.server.Security;
import io.tombolo.server.ServerConfig;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the console blocks of README and docs, page by page, in one folder against one server. A block that is marked
 * {@code <!-- not run: why -->} is skipped with that reason.
 */
final class ConsoleBlocksIT {
    /** Pages that make datasets which other pages read. */
    private static final List<String> FIRST = List.of("README.md", "docs/sources/files.md");

    /** A page whose server is secured, in the folder owner; its commands find it as they do without a server of the tests. */
    private static final String SECURED = "docs/two-organisations.md";

    private static final Pattern COMMAND = Pattern.compile("(?ms)^\\$ (.*?[^\\\\])$");

    /** What differs from run to run: hashes, keys and numbers. */
    private static final Pattern VARIES = Pattern.compile("[A-Za-z0-9+/=]{32,}|[0-9][0-9,.:TZ-]*");

    /** Longer than any block takes on a busy machine: only one that hangs is ended. */
    private static final Duration HANGS = Duration.ofMinutes(10);

    private static final String JAVA = String.format(
            "'%s' -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp \"$CLASS_PATH\"",
            Path.of(System.getProperty("java.home"), "bin", "java"));

    @TempDir
    static Path work = Path.of("unset");

    private static final List<AutoCloseable> RUNNING = new ArrayList<>();
    private static final List<Process> COMMANDS = new ArrayList<>();
    private static Map<String, String> variables = Map.of();

    /** While the blocks of {@link #SECURED} run. */
    private static @Nullable NodeHere owner;

    @BeforeAll
    static void start() throws Exception {
        Path data = work.resolve("tombolo-data");
        RUNNING.add(ServerProcess.up(data));
        JsonNode endpoints = Json.MAPPER.readTree(data.resolve("endpoints.json").toFile());
        variables = Map.of(
                "TOMBOLO_SERVER", endpoints.path("api").asText(),
                "API", endpoints.path("api").asText(),
                "PUSH", endpoints.path("push").asText(),
                "CURL_HOME", work.toString(),
                "CLASS_PATH", classPath(),
                "TOMBOLO", work.resolve("tombolo").toString());
        Files.writeString(work.resolve(".curlrc"), "silent\n");
        Path program = CommandServer.program(work, JAVA);
        Map<String, String> secured = new HashMap<>(variables);
        secured.remove("TOMBOLO_SERVER");
        secured.put("TOMBOLO_CONNECTION", "owner/security/client.properties");
        for (Map<String, String> known : List.of(variables, secured)) {
            Process commands = CommandServer.start(program, known);
            COMMANDS.add(commands);
            RUNNING.add(commands::destroyForcibly);
        }
        Flights.in(work);
        Files.writeString(
                Files.createDirectory(work.resolve("drops")).resolve("monday.jsonl"),
                "{\"id\": 1, \"item\": \"cup\"}\n");
        Files.write(Files.createDirectory(work.resolve("scans")).resolve("a.png"), new byte[] {1, 2, 3});
    }

    /** The program as it is shipped, and what runs its commands. */
    private static String classPath() {
        return String.join(
                File.pathSeparator,
                DocPage.ROOT.resolve("cli/target/app").resolve("*").toString(),
                Path.of("target", "test-classes").toAbsolutePath().toString());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable one : RUNNING) {
            one.close();
        }
        stopOwner();
    }

    @TestFactory
    Stream<DynamicContainer> everyBlockRuns() {
        return DocPage.all().stream()
                .sorted(Comparator.comparingInt(page -> FIRST.contains(page.name()) ? FIRST.indexOf(page.name()) : 9))
                .map(page -> DynamicContainer.dynamicContainer(page.name(), tests(page)))
                .toList()
                .stream();
    }

    private static Stream<DynamicTest> tests(DocPage page) {
        Path saved = work.resolve("variables-of-" + page.name().replace('/', '-'));
        DynamicTest begin = DynamicTest.dynamicTest(page.name() + " begins", () -> begin(page));
        Stream<DynamicTest> blocks = page.blocks().stream()
                .filter(block -> List.of("console", "sh").contains(block.language()))
                .map(block -> DynamicTest.dynamicTest(block.toString(), () -> check(block, saved)));
        return Stream.concat(Stream.of(begin), blocks);
    }

    private static void begin(DocPage page) throws IOException {
        // As its reader does, without the files that an earlier page's commands wrote.
        deletePolicies();
        stopOwner();
        if (page.name().equals(SECURED)) {
            owner = NodeHere.up(NodeHere.on(
                            work.resolve("owner"),
                            "127.0.0.2",
                            List.of(0, 0, 0, 0, 0),
                            new ServerConfig.PartnerPorts(0, 0))
                    .withSecurity(Security.lab()));
        }
    }

    private static void stopOwner() {
        if (owner != null) {
            owner.close();
            owner = null;
        }
    }

    private static void deletePolicies() throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void check(DocPage.Block block, Path saved) throws Exception {
        if (!block.notRun().isEmpty()) {
            abort(block + " is not run: " + block.notRun());
        }
        List<String> commands = COMMAND.matcher(block.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(commands).as("%s: a command begins with '$ '", block).isNotEmpty();

        String printed = run(block, commands, saved);

        String shown = COMMAND.matcher(block.body()).replaceAll("");
        for (String line : shown.lines().filter(one -> !one.isBlank()).toList()) {
            assertThat(stable(printed)).as("%s prints: %s", block, line).containsPattern(pattern(line));
        }
    }

    /** The commands of one block in one shell, which knows the variables of the page's earlier blocks. */
    private static String run(DocPage.Block block, List<String> commands, Path saved) throws Exception {
        String script = String.format(
                "set -ea%n[ ! -f '%1$s' ] || . '%1$s'%n%2$s%nexport -p > '%1$s'%n", saved, String.join("\n", commands));
        Path output = Files.createTempFile(work, "printed", ".txt");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"));
        shell.environment().putAll(variables);
        if (block.page().equals(SECURED)) {
            shell.environment().remove("TOMBOLO_SERVER");
        }
        Process process = shell.start();
        // A call of what has ended would wait, and nothing would answer.
        CompletableFuture.anyOf(Stream.concat(Stream.of(process), COMMANDS.stream())
                        .map(Process::onExit)
                        .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, HANGS.toMinutes(), TimeUnit.MINUTES)
                .join();
        boolean ended = !process.isAlive();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String printed = read(output);
        assertThat(ended)
                .as("%s has ended within %s, and before what runs its commands: %s", block, HANGS, printed)
                .isTrue();
        assertThat(process.exitValue()).as("%s: %s", block, printed).isZero();
        return printed;
    }

    private static String read(Path output) throws IOException {
        // Tiles are bytes, and may be among what is printed.
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }

    private static String stable(String text) {
        return VARIES.matcher(text).replaceAll("0");
    }

    /** {@code …} matches anything. */
    private static Pattern pattern(String shown) {
        String[] parts = stable(shown).split("…", -1);
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            pattern.append(i == 0 ? "" : ".*").append(parts[i].isEmpty() ? "" : Pattern.quote(parts[i]));
        }
        return Pattern.compile(pattern.toString());
    }
}
