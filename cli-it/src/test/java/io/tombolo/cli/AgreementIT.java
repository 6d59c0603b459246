package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.http.AgreementClient;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two organisations agree by commands. */
class AgreementIT {
    @TempDir
    Path temp;

    @Test
    void agreesReadsSuspendsResumesAndEnds() throws Exception {
        Path data = temp.resolve("data");
        String owner = data.resolve("security").resolve("client.properties").toString();
        String authorities = data.resolve("security").resolve("ca.pem").toString();
        Path rows = Files.writeString(temp.resolve("rows.csv"), "id,name\n1,a\n2,b\n3,c\n");
        String keyFile = temp.resolve("partner-key.pem").toString();
        String offer = temp.resolve("offer.json").toString();
        Path given = temp.resolve("acme");
        try (NodeHere server = NodeHere.upSecured(data)) {
            assertThat(server.api()).startsWith("https://");
            assertThat(Shell.run(
                                    "publish",
                                    "--connection",
                                    owner,
                                    "--organisation",
                                    "acme.example",
                                    "--dataset",
                                    "rows",
                                    "--key",
                                    "id",
                                    rows.toString())
                            .err())
                    .isEmpty();
            String vkey = Shell.run("agreement", "key", "partner.example", "--key", keyFile)
                    .out()
                    .strip();
            assertThat(vkey).startsWith("partner.example+");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(keyFile))))
                    .isEqualTo("rw-------");

            Shell.Said offered = Shell.run(
                    "agreement",
                    "offer",
                    "--connection",
                    owner,
                    "--dataset",
                    "acme.example/rows",
                    "--partner",
                    vkey,
                    "--purpose",
                    "delay statistics",
                    "--valid",
                    "30d",
                    "--price",
                    "12.50",
                    "-o",
                    offer);
            assertThat(offered.err()).isEmpty();
            assertThat(offered.out())
                    .contains(": OFFERED")
                    .contains("acme.example gives partner.example acme.example/rows");
            JsonNode file = Json.MAPPER.readTree(Path.of(offer).toFile());
            String id = file.path("id").asText();
            String at = Json.MAPPER
                    .readTree(Shell.run("agreement", "list", "--json", "--connection", owner)
                            .out())
                    .at("/agreements/0/id")
                    .asText();
            assertThat(at).isEqualTo(id);

            String url = agreements(owner);
            Shell.Said wrongKey = Shell.run(
                    "agreement", "accept", offer, "--key", otherKey(), "--at", url, "--authorities", authorities);
            assertThat(wrongKey.exitCode()).isEqualTo(1);
            assertThat(wrongKey.out()).startsWith("wrong-signer: accept of " + id);
            Shell.Said accepted = Shell.run(
                    "agreement",
                    "accept",
                    offer,
                    "--key",
                    keyFile,
                    "--at",
                    url,
                    "--authorities",
                    authorities,
                    "--credentials",
                    given.toString());
            assertThat(accepted.err()).isEmpty();
            assertThat(accepted.out()).contains(": FINALIZED").contains("accept by partner.example");
            Shell.Said again = Shell.run(
                    "agreement", "accept", offer, "--key", keyFile, "--at", url, "--authorities", authorities);
            assertThat(again.exitCode()).isEqualTo(1);
            assertThat(again.out()).startsWith("replayed: ");

            String partner = given.resolve("client.properties").toString();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(partner))))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(Path.of(partner)))
                    .as("a consumer finds its topic soon after a suspension")
                    .contains("metadata.max.age.ms=10000\n");
            Shell.Said consumed =
                    Shell.run("consume", "--connection", partner, "--dataset", "acme.example/rows", "--verify");
            assertThat(consumed.errLines().get(0)).isEqualTo("3 events, each of them at least SEALED");
            assertThat(Shell.run("consume", "--connection", partner, "--dataset", "acme.example/agreements")
                            .exitCode())
                    .isEqualTo(2);
            Shell.Said shown = Shell.run("agreement", "show", id, "--connection", owner);
            assertThat(shown.out()).contains("Kafka user partner-partner.example, which has a password");
            assertThat(Shell.run("agreement", "show", id, "--connection", partner)
                            .out())
                    .doesNotContain("Kafka user");

            Shell.Said suspended = Shell.run(
                    "agreement", "suspend", id, "--connection", partner, "--key", keyFile, "--reason", "moving house");
            assertThat(suspended.out()).contains(": SUSPENDED").contains("suspend by partner.example: moving house");
            assertThat(Shell.run("agreement", "resume", id, "--connection", owner)
                            .out())
                    .startsWith("wrong-signer: ");
            Shell.Said refused = Shell.run("consume", "--connection", partner, "--dataset", "acme.example/rows");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(Shell.run("agreement", "resume", id, "--connection", partner, "--key", keyFile)
                            .exitCode())
                    .isZero();
            Shell.Said ended = Shell.run("agreement", "end", id, "--connection", owner, "--json", "--reason", "over");
            assertThat(Json.MAPPER.readTree(ended.out()).path("state").asText()).isEqualTo("TERMINATED");
            assertThat(Shell.run("agreement", "show", id, "--connection", owner).out())
                    .contains("which has no password");
            // What was agreed is a dataset like every other.
            Shell.Said history = Shell.run(
                    "consume",
                    "--connection",
                    owner,
                    "--dataset",
                    "acme.example/agreements",
                    "--verify",
                    "--level",
                    "anchored");
            assertThat(history.errLines().get(0)).isEqualTo("6 events, each of them at least ANCHORED");
        }
    }

    private String otherKey() {
        String file = temp.resolve("other-key.pem").toString();
        assertThat(Shell.run("agreement", "key", "other.example", "--key", file).exitCode())
                .isZero();
        return file;
    }

    private static String agreements(String connection) throws Exception {
        Connection read = Connection.read(Path.of(connection));
        return Json.MAPPER
                .readTree(read.http()
                        .http(AgreementClient.LIMITS)
                        .send(HttpRequest.newBuilder(
                                        URI.create(read.settings().get("tombolo.server") + "/api/v1/endpoints"))
                                .build())
                        .text())
                .path("agreements")
                .asText();
    }
}
