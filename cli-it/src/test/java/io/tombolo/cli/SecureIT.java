package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that listens on every address, with everything that a dataset's way takes. */
class SecureIT {
    @TempDir
    Path temp;

    @Test
    void sharesAnchorsAndVerifiesOnASecuredServer() throws Exception {
        Path data = temp.resolve("data");
        Path rows = Files.writeString(temp.resolve("rows.csv"), "id,name\n1,a\n2,b\n3,c\n");
        String evidence = temp.resolve("evidence.json").toString();
        String policy = temp.resolve("policy.json").toString();
        try (ServerProcess server = ServerProcess.up(data, "--host=0.0.0.0", "--name=127.0.0.1")) {
            String connection =
                    data.resolve("security").resolve("client.properties").toString();
            Shell.Said without = Shell.run("datasets", "--server", server.api());
            Shell.Said published = Shell.run(
                    "publish",
                    "--connection",
                    connection,
                    "--organisation",
                    "acme.example",
                    "--dataset",
                    "rows",
                    "--key",
                    "id",
                    rows.toString());
            String dataset = "acme.example/rows";
            Shell.Said consumed = Shell.run(
                    "consume", "--connection", connection, "--dataset", dataset, "--verify", "--level", "anchored");
            Shell.Said wrote = Shell.run(
                    "evidence",
                    "--connection",
                    connection,
                    "--dataset",
                    dataset,
                    "--key",
                    "{\"id\": 2}",
                    "-o",
                    evidence);
            Shell.Said relied = Shell.run(
                    "policy", "init", "--connection", connection, "--organisation", "acme.example", "-o", policy);
            Shell.Said audit = Shell.run("audit", "--json", "--connection", connection, "--dataset", dataset);
            Shell.Said status = Shell.run("status", "--connection", connection);
            Shell.Said token = Shell.run("tokens", "create", "partner", "--scope", "read", "--data", data.toString());
            String id = token.out().split("_", -1)[1];
            Shell.Said revoked = Shell.run("tokens", "revoke", id, "--data", data.toString());
            Shell.Said again = Shell.run("tokens", "revoke", id, "--data", data.toString());
            Shell.Said listed = Shell.run("tokens", "list", "--json", "--data", data.toString());
            Shell.Said database = Shell.run("connect", "list", "--data", data.toString());

            assertThat(without.exitCode()).isEqualTo(2);
            assertThat(without.err())
                    .contains("TLS failed")
                    .contains("give the server's client.properties with --connection");
            assertThat(published.err()).isEmpty();
            assertThat(published.out())
                    .contains("shared as acme.example/rows in ")
                    .contains("Anchored: 3 events");
            assertThat(consumed.errLines().get(0)).isEqualTo("3 events, each of them at least ANCHORED");
            assertThat(wrote.exitCode()).isZero();
            assertThat(relied.exitCode()).isZero();
            assertThat(Shell.run("verify", evidence, "--policy", policy).out())
                    .startsWith("ANCHORED  acme.example/rows/0");
            assertThat(Json.MAPPER.readTree(audit.out()).path("level").asText()).isEqualTo("ANCHORED");
            assertThat(status.out()).contains("https://127.0.0.1:").contains("anchoring ready");
            assertThat(token.out()).startsWith("tbt_" + id).contains("has the scope read. It is shown this one time");
            assertThat(revoked.out()).startsWith("Token " + id + " opens nothing any more.");
            assertThat(again.exitCode()).isEqualTo(2);
            JsonNode tokens = Json.MAPPER.readTree(listed.out()).path("tokens");
            assertThat(tokens.findValuesAsText("name")).containsExactly("tombolo", "partner");
            assertThat(tokens.get(1).path("revoked_at").isTextual()).isTrue();
            assertThat(database.out()).contains("acme.example/rows");
            assertThat(server.stop()).isEqualTo(143);
        }
        List<String> secrets = List.of(
                Files.readString(data.resolve("security").resolve("node.token")).strip(),
                Files.readString(data.resolve("security").resolve("node.password"))
                        .strip());
        assertThat(logs(data)).isNotEmpty().noneMatch(log -> secrets.stream().anyMatch(log::contains));
    }

    private static List<String> logs(Path data) throws Exception {
        try (Stream<Path> files = Files.walk(data.resolve("logs"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".log"))
                    .map(file -> {
                        try {
                            return Files.readString(file, StandardCharsets.ISO_8859_1);
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }
}
