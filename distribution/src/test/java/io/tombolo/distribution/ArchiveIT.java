package io.tombolo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code tombolo-<version>.tar.gz} on a machine that has a Java runtime and nothing else. */
final class ArchiveIT {
    private static final Pattern SECTION = Pattern.compile("(?s)## Your own data\\n(.*?)\\n## ");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\$ (.*)$");
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path work;

    @Test
    void hasWhatItsUserNeedsWithin130MB() throws Exception {
        Path archive = Built.program();

        Built.assertAtMost(130, archive);

        String folder = "tombolo-" + Built.VERSION + "/";
        List<TarArchiveEntry> entries = Built.entries(archive);
        List<String> names = entries.stream()
                .map(entry -> entry.getName().substring(folder.length()))
                .toList();
        assertThat(names)
                .contains(
                        "tombolo",
                        "README.md",
                        "LICENSE",
                        "NOTICE",
                        "sbom.json",
                        "licenses/third-party.md",
                        "lib/tombolo-" + Built.VERSION + ".jar",
                        "lib/plugins/debezium-connector-postgres/tombolo-debezium-values.jar",
                        "config/anchoring.yaml",
                        "config/defaults/anchoring-defaults.yaml",
                        "config/read-side.yaml",
                        "config/defaults/read-side-defaults.yaml",
                        "config/push.yaml",
                        "config/defaults/push-defaults.yaml",
                        "config/witness.yaml",
                        "config/defaults/witness-defaults.yaml",
                        "config/node.env",
                        "systemd/tombolo-node.service",
                        "systemd/tombolo-anchoring.service",
                        "systemd/tombolo-read-side.service",
                        "systemd/tombolo-push.service",
                        "systemd/tombolo-witness.service",
                        "docs/command-line.md")
                .anyMatch(
                        name -> name.startsWith("lib/plugins/debezium-connector-postgres/debezium-connector-postgres"))
                .noneMatch(name -> name.contains("rocksdb"))
                .noneMatch(name -> name.startsWith("lib/cds"));
        assertThat(names.stream()
                        .filter(name -> name.matches("lib/[^/]*\\.jar"))
                        .toList())
                .as("jars, as the bill of materials has them")
                .isSubsetOf(billOfMaterials());
        List<TarArchiveEntry> plugin = entries.stream()
                .filter(entry -> entry.getName().startsWith(folder + "connect-plugin/tombolo-connect/"))
                .filter(entry -> !entry.isDirectory())
                .toList();
        assertThat(plugin)
                .hasSizeGreaterThan(20)
                .allSatisfy(link ->
                        assertThat(names).contains(link.getLinkName().replaceFirst("^\\.\\./\\.\\./lib/", "lib/")));
        assertThat(entries)
                .as("times and modes that do not depend on the machine")
                .allMatch(entry -> entry.getLastModifiedTime().toInstant().equals(MADE))
                .allMatch(entry -> entry.isSymbolicLink() || List.of(0755, 0644).contains(entry.getMode() & 0777));
    }

    private static List<String> billOfMaterials() throws IOException {
        JsonNode sbom = new ObjectMapper()
                .readTree(Built.ROOT.resolve("cli/target/sbom.json").toFile());
        assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        Stream<JsonNode> components =
                Stream.concat(Stream.of(sbom.path("metadata").path("component")), stream(sbom.path("components")));
        return components
                .map(one -> one.path("purl").asText().replaceFirst(".*[?&]classifier=([^&]*).*", "-$1") + "\n"
                        + one.path("name").asText() + "-" + one.path("version").asText())
                .map(one -> {
                    String[] parts = one.split("\n", 2);
                    return "lib/" + parts[1] + (parts[0].startsWith("-") ? parts[0] : "") + ".jar";
                })
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        Stream.Builder<JsonNode> all = Stream.builder();
        array.forEach(all);
        return all.build();
    }

    static List<Path> jdks() {
        return Runtimes.jdks();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void doesWhatTheReadmeSaysWithABareRuntime(Path jdk) throws Exception {
        Path home = Built.unpack(Built.program(), work.resolve("unpacked"));
        Matcher section = SECTION.matcher(Files.readString(home.resolve("README.md")));
        assertThat(section.find()).isTrue();
        List<String> commands = COMMAND.matcher(section.group(1))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(commands).hasSizeGreaterThan(6).first().isEqualTo("./tombolo up --data tombolo-data");
        Map<String, String> variables = new HashMap<>();
        variables.put("JAVA_HOME", Runtimes.bare(jdk, work.resolve("runtime")).toString());
        variables.put("HOME", work.toString());
        variables.put("TOMBOLO_JAVA_OPTS", Built.SHORT_LIVED);
        Shell shell = new Shell(home, variables);
        assertThat(shell.run("sh", "-c", "command -v mvn || command -v javac").exitCode())
                .isNotZero();

        Path log = work.resolve("up.log");
        // Not the ports of somebody else's server on this machine.
        String up = commands.get(0) + " --kafka-port 0 --registry-port 0 --connect-port 0 --api-port 0 --push-port 0"
                + " --start-timeout PT10M";
        Process server = shell.begin(log, "sh", "-c", "exec " + up);
        try {
            Path endpoints = home.resolve("tombolo-data/endpoints.json");
            await().atMost(Duration.ofMinutes(15)).until(() -> Files.exists(endpoints) || !server.isAlive());
            assertThat(server.isAlive()).as(Files.readString(log)).isTrue();
            variables.put(
                    "TOMBOLO_SERVER",
                    new ObjectMapper().readTree(endpoints.toFile()).path("api").asText());
            String script = "set -e\n" + String.join("\n", commands.subList(1, commands.size()));
            String said = shell.run("sh", "-c", script).good().text();
            assertThat(said)
                    .contains("ANCHORED  acme.example/orders/0, leaf 0, offset 0")
                    .contains("acme.example/orders");
            server.destroy();
            assertThat(server.waitFor(10, TimeUnit.MINUTES))
                    .as("the server ends")
                    .isTrue();
            assertThat(server.exitValue()).as(Files.readString(log)).isEqualTo(143);
            // Offline, after the server is gone.
            assertThat(shell.run("./tombolo", "verify", "--policy", "policy.json", "event.json")
                            .good()
                            .text())
                    .contains("acme.example/orders");
        } finally {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
    }
}
