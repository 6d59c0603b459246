package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.NoteVerifier;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An organisation replaces its log key between two runs of its server. */
final class KeyRotationIT {
    private static final String ORIGIN = "acme.example/rows/0";

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void anchorsUnderTheNewKeyAndVerifiesWhatTheOldOneSigned() throws Exception {
        Path data = temp.resolve("data");
        Path rows = Files.writeString(temp.resolve("rows.csv"), "id,name\n1,one\n2,two\n");
        String formerPolicy = temp.resolve("former-policy.json").toString();
        String policy = temp.resolve("policy.json").toString();
        Path before = temp.resolve("before.json");
        Path after = temp.resolve("after.json");
        Shell.Said whileUp;
        try (NodeHere server = NodeHere.upWithLog(data)) {
            Shell.Said published = publish(server, rows);
            assertThat(published.err()).isEmpty();
            evidence(server, 1, before);
            Shell.run("policy", "init", "--server", server.api(), "-o", formerPolicy);
            whileUp = Shell.run("keys", "rotate", "--organisation", "acme.example", "--data", data.toString());
        }

        Shell.Said stranger = Shell.run("keys", "rotate", "--organisation", "none.example", "--data", data.toString());
        Shell.Said rotated =
                Shell.run("keys", "rotate", "--organisation", "acme.example", "--data", data.toString(), "--json");
        JsonNode key = Json.MAPPER.readTree(rotated.out());
        Files.writeString(rows, "3,three\n", StandardOpenOption.APPEND);
        Shell.Said status;
        Shell.Said audit;
        Shell.Said tooHigh;
        try (NodeHere server = NodeHere.upWithLog(data)) {
            Shell.Said published = publish(server, rows);
            assertThat(published.err()).isEmpty();
            assertThat(published.out()).contains("Anchored: ");
            evidence(server, 3, after);
            Shell.run("policy", "init", "--server", server.api(), "-o", policy);
            status = Shell.run("status", "--server", server.api());
            audit = audit(server, policy, "ANCHORED");
            tooHigh = audit(server, policy, "CROSS_ANCHORED");
            assertThat(theDocumentedAuditorsKey(server))
                    .as("what a third party's auditor is given opens the newest checkpoint")
                    .satisfies(vkey -> assertThat(Checkpoint.open(
                                    get(server, "checkpoint"), ORIGIN, List.of(NoteVerifier.parse(vkey))))
                            .isInstanceOf(CheckpointCheck.Opened.class));
            assertThat(get(server, "vkey").lines()).hasSize(2);
        }
        Shell.Said inFolder = Shell.run("keys", "list", "--data", data.toString());
        Shell.Said onLedger =
                Shell.run("keys", "list", "--dataset", "acme.example/rows", "--data", data.toString(), "--json");

        assertThat(Files.readString(data.resolve("logs/tombolo.log")).lines())
                .as("all that a worker does at its end, while Kafka is there, at both ends")
                .filteredOn(line -> line.contains("Kafka Connect stopped"))
                .hasSize(2);
        assertThat(whileUp.exitCode()).isEqualTo(2);
        assertThat(whileUp.err()).contains("is in use by another tombolo up: stop that one");
        assertThat(stranger.exitCode()).isEqualTo(2);
        assertThat(stranger.err()).contains("organisation none.example has no log key");
        assertThat(rotated.exitCode()).isZero();
        assertThat(verify(before, policy).out()).startsWith("ANCHORED  acme.example/rows/0");
        assertThat(verify(before, formerPolicy).out()).startsWith("ANCHORED  acme.example/rows/0");
        assertThat(verify(after, policy).out()).startsWith("ANCHORED  acme.example/rows/0");
        assertThat(verify(after, formerPolicy).exitCode()).isEqualTo(1);
        assertThat(verify(after, formerPolicy).out()).startsWith("NOT_TRUSTED");
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(tooHigh.exitCode()).isEqualTo(1);
        assertThat(tooHigh.errLines())
                .containsExactly(
                        "tombolo: acme.example/rows is ANCHORED, --level asks for CROSS_ANCHORED: of 3 events, 3 are sealed "
                                + "and 3 anchored");
        assertThat(status.out()).containsPattern("identity of \\S+, .*valid until ");
        assertThat(inFolder.out())
                .contains(
                        key.path("log_key").asText(), key.path("former_log_key").asText());
        JsonNode ranges = Json.MAPPER.readTree(onLedger.out()).path("keys");
        assertThat(ranges.findValuesAsText("log_key"))
                .containsExactly(
                        key.path("former_log_key").asText(), key.path("log_key").asText());
        assertThat(ranges.get(0).path("until").asText())
                .isEqualTo(ranges.get(1).path("from").asText())
                .isGreaterThanOrEqualTo(key.path("from").asText());
    }

    /** Runs the line of the documentation that makes the key file. */
    private String theDocumentedAuditorsKey(NodeHere server) throws Exception {
        Path docs = Path.of(System.getProperty("tombolo.root", ".."), "docs", "provenance-api.md");
        String page = Files.readString(docs);
        assertThat(page.lines())
                .as("Linux has another fsck, which checks file systems")
                .noneMatch(one -> one.startsWith("fsck "))
                .anyMatch(one -> one.startsWith("\"$(go env GOPATH)/bin/fsck\" --storage_url=$API/log/"));
        String line = page.lines()
                .filter(one -> one.startsWith("curl -s $API/log/") && one.endsWith("> vkey"))
                .findFirst()
                .orElseThrow()
                .replace("acme.example/flights/0", ORIGIN);
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", line).directory(temp.toFile());
        shell.environment().put("API", server.api());
        assertThat(shell.start().waitFor()).isZero();
        return Files.readString(temp.resolve("vkey")).strip();
    }

    private static String get(NodeHere server, String resource) throws Exception {
        try (InputStream in = URI.create(server.api() + "/log/" + ORIGIN + "/" + resource)
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Shell.Said audit(NodeHere server, String policy, String level) throws Exception {
        return Shell.run(
                "audit",
                "--server",
                server.api(),
                "--dataset",
                "acme.example/rows",
                "--policy",
                policy,
                "--level",
                level);
    }

    private static Shell.Said verify(Path evidence, String policy) {
        return Shell.run("verify", "--policy", policy, evidence.toString());
    }

    private static void evidence(NodeHere server, int id, Path file) throws Exception {
        String[] line = {
            "evidence",
            "--server",
            server.api(),
            "--dataset",
            "acme.example/rows",
            "--key",
            "{\"id\": " + id + "}",
            "-o",
            file.toString()
        };
        Shell.Said wrote = Shell.run(line);
        assertThat(wrote.err()).isEmpty();
    }

    private static Shell.Said publish(NodeHere server, Path file) throws Exception {
        return Shell.run(
                "publish",
                "--server",
                server.api(),
                "--organisation",
                "acme.example",
                "--dataset",
                "rows",
                "--key",
                "id",
                file.toString());
    }
}
