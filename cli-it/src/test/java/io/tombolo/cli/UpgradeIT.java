package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** This version on the folders and files of earlier ones, each of which {@code cli-it/src/test/upgrade/make-fixture.sh} made. */
final class UpgradeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path temp = Path.of("unset");

    @ParameterizedTest
    @ValueSource(strings = "before-0.1.0.zip")
    void continuesTheLogsAndVerifiesTheFilesOf(String version) throws Exception {
        unpack(version, temp);
        Path data = temp.resolve("data");
        Path files = temp.resolve("files");
        String policy = files.resolve("policy.json").toString();
        List<String> verdicts = Stream.of("evidence.json", "set.json", "compact.cbor")
                .map(file -> Shell.run(
                                "verify",
                                "--policy",
                                policy,
                                files.resolve(file).toString())
                        .out())
                .toList();
        String key = Files.readString(data.resolve("keys/acme.example.pem"));

        try (NodeHere node = NodeHere.up(data)) {
            for (String log : List.of("people/0", "payments/0", "payments/1")) {
                String before = Files.readString(files.resolve("checkpoint-" + log.replace('/', '-')));
                await().atMost(PATIENCE).until(() -> checkpoint(node, log).equals(before));
            }
            publish(node, "people", "id,person,town\n50,person 50,town 1\n");
            publish(node, "payments", "id,amount\n50,1.50\n51,2.50\n");
            await().atMost(PATIENCE).until(() -> audited(node, policy, "people", 41));
            await().atMost(PATIENCE).until(() -> audited(node, policy, "payments", 32));
            String again = temp.resolve("again.json").toString();
            Shell.Said made = Shell.run(
                    "evidence", "--server", node.api(), "--dataset=acme.example/people", "--offset=3", "-o", again);
            assertThat(made.exitCode()).as(made.err()).isZero();
            assertThat(Shell.run("verify", "--policy", policy, again).out()).startsWith("ANCHORED");
        }

        assertThat(verdicts).hasSize(3).allMatch(verdict -> verdict.startsWith("ANCHORED"));
        assertThat(Files.readString(data.resolve("keys/acme.example.pem"))).isEqualTo(key);
    }

    private static boolean audited(NodeHere node, String policy, String dataset, int events) throws IOException {
        Shell.Said said = Shell.run(
                "audit", "--json", "--server", node.api(), "--dataset", "acme.example/" + dataset, "--policy", policy);
        JsonNode verdict = Json.MAPPER.readTree(said.out());
        assertThat(verdict.path("refusals")).as(said.out() + said.err()).isEmpty();
        return verdict.path("events").asInt() == events
                && verdict.path("level").asText().equals("ANCHORED");
    }

    private static String checkpoint(NodeHere node, String log) {
        try (InputStream in = URI.create(node.api() + "/log/acme.example/" + log + "/checkpoint")
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "not yet: " + e;
        }
    }

    private void publish(NodeHere node, String dataset, String rows) throws IOException {
        Path file = Files.writeString(temp.resolve("more-" + dataset + ".csv"), rows);
        Shell.Said said = Shell.run(
                "publish",
                "--server",
                node.api(),
                "--organisation=acme.example",
                "--dataset",
                dataset,
                "--key=id",
                file.toString());
        assertThat(said.exitCode()).as(said.err()).isZero();
    }

    static void unpack(String version, Path into) throws IOException {
        try (InputStream in =
                        Objects.requireNonNull(UpgradeIT.class.getResourceAsStream("upgrade/" + version), version);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = into.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.resolveSibling(""));
                    Files.copy(zip, file);
                    // What a server keeps for itself only is for its owner's eyes only; the archive has no modes.
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                }
            }
        }
    }
}
