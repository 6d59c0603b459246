package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.merkle.cose.CoseReceipt;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void treatsWhatIsWrongInAFileAloudAndSharesTheRest() throws Exception {
        // In ISO 8859-1 the last row's é is one byte that is not UTF-8; the byte order mark is written as its three
        // bytes.
        Path file = Files.writeString(
                temp.resolve("bad.csv"),
                "\u00ef\u00bb\u00bfid,name,n\r\n1,\"two\r\nlines, and \"\"quotes\"\"\",10\r\n2,b\r\n3,c,12,13\r\n4,d,14\r\n5,CAF\u00e9,15\r\n",
                StandardCharsets.ISO_8859_1);
        Path none = Files.writeString(temp.resolve("none.csv"), "id,name,n\n");
        try (ServerProcess server = ServerProcess.up(temp.resolve("data"))) {
            Shell.Said said = Shell.run(
                    "publish",
                    "--json",
                    "--server",
                    server.api(),
                    "--organisation",
                    "acme.example",
                    "--dataset",
                    "bad",
                    "--key",
                    "id",
                    file.toString());
            Shell.Said nothing = Shell.run(
                    "publish",
                    "--server",
                    server.api(),
                    "--organisation",
                    "acme.example",
                    "--dataset",
                    "none",
                    "--key",
                    "id",
                    none.toString());
            Path evidence = temp.resolve("evidence.json");
            Shell.Said wrote = evidence(server, "--offset", "0", "-o", evidence.toString());
            String policy = temp.resolve("policy.json").toString();
            Shell.Said believed = Shell.run(
                    "policy", "init", "--server", server.api(), "--organisation", "acme.example", "-o", policy);
            Shell.Said stranger = Shell.run(
                    "policy", "init", "--server", server.api(), "--organisation", "umbrella.example", "-o", policy);
            String key = temp.resolve("data/keys/acme.example.pem").toString();
            String receipt = temp.resolve("receipt.cose").toString();
            Shell.Said exported =
                    Shell.run("export", evidence.toString(), "--form", "cose", "--log-key", key, "-o", receipt);
            String several = temp.resolve("several.json").toString();
            Shell.Said ofKey = evidence(server, "--key", "{\"id\": 4}", "-o", several);
            Shell.Said ofRun = evidence(
                    server, "--offsets=0..9", "-o", temp.resolve("run.json").toString());
            Shell.Said ofNothing = evidence(
                    server,
                    "--offsets=500..509",
                    "-o",
                    temp.resolve("none.json").toString());
            Shell.Said noPartition = evidence(server, "--partition=9", "--key", "{\"id\": 4}", "-o", several);
            Shell.Said consumed = Shell.run(
                    "consume",
                    "--server",
                    server.api(),
                    "--dataset",
                    "acme.example/bad",
                    "--verify",
                    "--level=anchored",
                    "--policy",
                    policy);
            looksLater(server, policy, evidence);
            Shell.Said second = Shell.run("up", "--data", temp.resolve("data").toString());
            String port = String.valueOf(URI.create(server.api()).getPort());
            Shell.Said taken = Shell.run(
                    "up", "--data", temp.resolve("other").toString(), "--kafka-port=0", "--registry-port", port);

            JsonNode json = Json.MAPPER.readTree(said.out());
            assertThat(said.exitCode()).isZero();
            assertThat(json.path("rows").asInt()).isEqualTo(2);
            assertThat(json.path("rejected").asInt()).isEqualTo(3);
            assertThat(json.path("refusals").findValuesAsText("reason"))
                    .containsExactly("COLUMN_COUNT", "COLUMN_COUNT", "BAD_ENCODING");
            assertThat(json.path("refusals").findValuesAsText("line")).containsExactly("4", "5", "7");
            assertThat(nothing.exitCode()).isZero();
            assertThat(nothing.out()).contains("none.csv has no rows: nothing to share.");
            assertThat(wrote.exitCode()).isZero();
            assertThat(Shell.run("verify", evidence.toString()).out())
                    .startsWith("INTACT (no policy given: signer not checked)  acme.example/bad/0, leaf 0");
            assertThat(believed.exitCode()).isZero();
            assertThat(believed.out()).contains("Compare before you rely on it:", "log key of acme.example  ");
            assertThat(Shell.run("verify", evidence.toString(), "--policy", policy)
                            .out())
                    .startsWith("ANCHORED  acme.example/bad/0, leaf 0")
                    .doesNotContain("no policy given");
            String otherKey = otherKey(Path.of(policy)).toString();
            Shell.Said untrusted =
                    Shell.run("audit", "--server", server.api(), "--dataset", "acme.example/bad", "--policy", otherKey);
            Shell.Said notPrinted = Shell.run(
                    "consume",
                    "--server",
                    server.api(),
                    "--dataset",
                    "acme.example/bad",
                    "--verify",
                    "--policy",
                    otherKey);
            assertThat(untrusted.exitCode()).isEqualTo(1);
            assertThat(untrusted.out())
                    .startsWith("REFUSED  acme.example/bad: its log")
                    .contains("NOT_TRUSTED partition 0, the log: checkpoint of size ");
            assertThat(notPrinted.exitCode()).isEqualTo(1);
            assertThat(notPrinted.out()).isEmpty();
            assertThat(notPrinted.err()).startsWith("NOT_TRUSTED acme.example/bad/0: checkpoint of size ");
            assertThat(stranger.exitCode()).isEqualTo(2);
            assertThat(stranger.err()).contains("umbrella.example: the server names keys of [acme.example");
            assertThat(exported.exitCode()).isZero();
            assertThat(CoseReceipt.parse(Files.readAllBytes(Path.of(receipt))).origin())
                    .contains("acme.example/bad/0");
            assertThat(consumed.errLines())
                    .containsExactly(
                            "2 events, each of them at least ANCHORED",
                            "  The ledger is a development one: a single operator holds all of its keys.");
            assertThat(consumed.out().lines())
                    .hasSize(2)
                    .allMatch(line -> line.contains("\"partition\": 0, \"offset\": "));
            assertThat(consumed.exitCode()).isZero();
            assertThat(ofKey.err()).isEmpty();
            assertThat(ofKey.out()).contains("partition 0, 1 event: ");
            assertThat(ofRun.err()).isEmpty();
            assertThat(ofRun.out()).contains("partition 0, 2 events (none at 8 offsets): ");
            assertThat(ofNothing.exitCode()).isEqualTo(2);
            assertThat(ofNothing.errLines())
                    .containsExactly(
                            "tombolo: --offsets 500..509: acme.example/bad has no record there in partition 0");
            assertThat(noPartition.exitCode()).isEqualTo(2);
            assertThat(noPartition.errLines())
                    .containsExactly("tombolo: acme.example/bad: the server has no partition 9 of it");
            assertThat(Shell.run("verify", several, "--policy", policy).out())
                    .startsWith("ANCHORED  acme.example/bad/0, leaf 1");
            assertThat(second.exitCode()).isEqualTo(2);
            assertThat(second.errLines()).hasSize(1).allMatch(line -> line.contains("is in use by another tombolo up"));
            assertThat(taken.exitCode()).isEqualTo(2);
            assertThat(taken.err()).contains("port " + port).contains("--registry-port");
        }
    }

    /** Of the two events: from the second on, as a table, until so many; beside all that a watch shows. */
    private void looksLater(ServerProcess server, String policy, Path evidence) throws IOException {
        List<String> consume = List.of(
                "consume", "--server", server.api(), "--dataset", "acme.example/bad", "--policy", policy, "--verify");
        Shell.Said from = Shell.run(with(consume, "--from=0=1"));
        Shell.Said table = Shell.run(with(consume, "--from", "2020-01-01", "--limit", "1", "--table"));
        Shell.Said tooFar = Shell.run(with(consume, "--from", "900"));
        Shell.Said watched = Shell.run("watch", "--server", server.api(), "--count=2", "--interval=PT0.2S", "--json");
        Shell.Said lines = Shell.run("watch", "--server", server.api(), "--count=1");
        Shell.Said many = Shell.run("verify", evidence.toString(), policy, "--policy", policy);

        assertThat(from.exitCode()).isZero();
        assertThat(from.out().lines()).singleElement().asString().contains("\"offset\": 1,");
        assertThat(from.errLines())
                .startsWith(
                        "1 event, each of them at least SEALED",
                        "not read, and not verified: partition 0 before offset 1");
        assertThat(table.exitCode()).isZero();
        assertThat(table.out().lines()).hasSize(2);
        assertThat(table.out())
                .startsWith("partition  offset  time                      op  ")
                .contains("        0       0  ");
        assertThat(table.errLines()).startsWith("1 event, each of them at least SEALED");
        assertThat(tooFar.exitCode()).isEqualTo(2);
        assertThat(tooFar.err()).contains("--from 900: partition 0 has the offsets from 0 to ");
        assertThat(watched.exitCode()).isZero();
        assertThat(watched.out().lines()).hasSize(2);
        for (String line : watched.out().lines().toList()) {
            JsonNode seen = Json.MAPPER.readTree(line);
            assertThat(seen.path("answered").asBoolean()).isTrue();
            assertThat(seen.path("ready").asBoolean()).isTrue();
            assertThat(seen.path("datasets").findValuesAsText("dataset")).contains("acme.example/bad");
            assertThat(seen.path("anchors").findValuesAsText("origin")).contains("acme.example/bad/0");
        }
        assertThat(lines.out()).contains("  phase FOLLOWING  datasets ", "  lag 0  faults 0  rejected ");
        assertThat(many.exitCode()).isEqualTo(1);
        assertThat(many.out()).startsWith("MALFORMED    " + policy).containsPattern("  ANCHORED +1\n");
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static Shell.Said evidence(ServerProcess server, String... which) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("evidence", "--server", server.api(), "--dataset", "acme.example/bad"));
        command.addAll(List.of(which));
        return Shell.run(command.toArray(String[]::new));
    }

    /** The same policy, for another log key of that organisation. */
    private Path otherKey(Path policy) throws IOException {
        ObjectNode json = (ObjectNode) Json.MAPPER.readTree(policy.toFile());
        ObjectNode key = (ObjectNode) json.path("log_keys").path(0);
        byte[] bytes = Base64.getDecoder().decode(key.path("key").asText());
        bytes[bytes.length - 1] ^= 1;
        key.put("key", Base64.getEncoder().encodeToString(bytes));
        return Files.write(temp.resolve("other-key.json"), Json.MAPPER.writeValueAsBytes(json));
    }
}
