package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files, HTTP push and large objects to a verdict, through one server. */
final class SourcesIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void everySourceEndsInAVerdict() throws Exception {
        Path data = temp.resolve("data");
        try (ServerProcess server = ServerProcess.up(data)) {
            pushedRowsAreAnchored(server, data);
            aFolderIsSharedAndFollowed(server);
            anObjectIsComparedWithItsClaim(server);
            csvOfAnotherDialectIsConsumedWithItsDecimals(server);
        }
    }

    private void pushedRowsAreAnchored(ServerProcess server, Path data) throws Exception {
        Shell.Said added = Shell.run(
                "push-key",
                "add",
                "erp",
                "--data",
                data.toString(),
                "--json",
                "--organisation=acme.example",
                "--dataset=orders",
                "--key=id",
                "--types=id:long,note:string");
        JsonNode key = Json.MAPPER.readTree(added.out());

        HttpResponse<String> first = push(server, key.path("key").asText(), "[{\"id\":1,\"note\":\"a\"},{\"id\":2}]");
        HttpResponse<String> again = push(server, key.path("key").asText(), "[{\"id\":1,\"note\":\"a\"},{\"id\":2}]");
        Shell.Said listed = Shell.run("push-key", "list", "--data", data.toString());
        Shell.Said revoked = Shell.run("push-key", "revoke", key.path("id").asText(), "--data", data.toString());
        HttpResponse<String> late = push(server, key.path("key").asText(), "{\"id\":3}");

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(listed.out())
                .contains("erp", "acme.example/orders")
                .doesNotContain(key.path("key").asText());
        assertThat(revoked.exitCode()).isZero();
        assertThat(late.statusCode()).isEqualTo(401);
        long last = Json.MAPPER
                .readTree(first.body())
                .path("positions")
                .path(0)
                .path("last_offset")
                .asLong();
        Path evidence = evidence(server, "orders", last);
        assertThat(Shell.run("verify", evidence.toString()).out())
                .startsWith("INTACT (no policy given: signer not checked)  acme.example/orders/0, leaf 1")
                .contains("claims to be ANCHORED");
        assertThat(Shell.run("push-key", "revoke", "none", "--data", data.toString())
                        .exitCode())
                .isEqualTo(2);
    }

    private void aFolderIsSharedAndFollowed(ServerProcess server) throws Exception {
        Path drops = Files.createDirectory(temp.resolve("drops"));
        Files.writeString(drops.resolve("a.jsonl"), "{\"id\":1}\n{\"id\":\n{\"id\":2}\n");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(drops.resolve("b.csv.gz")))) {
            out.write("id\n3\n".getBytes(StandardCharsets.US_ASCII));
        }
        Files.writeString(drops.resolve("c.csv.part"), "id\n4\n");

        Shell.Said said = publish(server, "drops", "--key=id", "--follow", drops.toString());
        Files.move(drops.resolve("c.csv.part"), drops.resolve("c.csv"));
        await().atMost(Duration.ofMinutes(1)).until(() -> audited(server, "drops") == 4);
        Shell.Said stopped = publish(server, "drops", "--key=id", drops.toString());
        Shell.Said one =
                publish(server, "one", "--key=id", drops.resolve("a.jsonl").toString());

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("3 rows of " + drops + " shared as acme.example/drops")
                .contains("1 row refused", "a.jsonl, line 2: BAD_JSON")
                .contains("The server goes on watching");
        assertThat(stopped.out()).contains("is shared already, all 4 rows: nothing new.");
        assertThat(one.out()).contains("2 rows of").contains("  line 2: BAD_JSON");
        assertThat(publish(server, "drops", "--key=id", "--format=zip", drops.toString())
                        .err())
                .contains("format");
    }

    private void anObjectIsComparedWithItsClaim(ServerProcess server) throws Exception {
        Path scans = Files.createDirectory(temp.resolve("scans"));
        Path scan = Files.writeString(scans.resolve("a.png"), "not really a picture");
        Path forged = Files.writeString(temp.resolve("forged.png"), "not really a PICTURE");

        Shell.Said said = publish(server, "scans", "--key=name", "--format=object", scans.toString());
        Path evidence = evidence(server, "scans", 0);
        Shell.Said good = Shell.run("verify", evidence.toString(), "--object", scan.toString());
        Shell.Said bad = Shell.run("verify", evidence.toString(), "--object", forged.toString());

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(good.exitCode()).isZero();
        assertThat(good.out())
                .startsWith("INTACT")
                .contains("claims to be ANCHORED", "OBJECT  " + scan + ": 20 bytes", "as claimed for a.png");
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.out()).contains("ALTERED  " + forged + ": SHA-256");
    }

    private void csvOfAnotherDialectIsConsumedWithItsDecimals(ServerProcess server) throws IOException {
        Path sales = Files.writeString(
                temp.resolve("umsatz.csv"),
                "id;betrag;datum;text\n1;1.234,50;2026-12-31;'a;b'\n2;2,00;2027-01-01;c\n3;2,005;2027-01-01;d\n");

        Shell.Said said = publish(
                server,
                "sales",
                "--key=id",
                "--separator=;",
                "--quote='",
                "--decimal-comma",
                "--types=id:long,betrag:decimal(2),datum:date,text:string",
                sales.toString());
        Shell.Said consumed =
                Shell.run("consume", "--json", "--server", server.api(), "--dataset=acme.example/sales");
        Shell.Said wrong = publish(server, "sales", "--key=id", "--separator=;;", sales.toString());

        assertThat(said.out())
                .contains("2 rows of")
                .contains("line 4: BAD_VALUE: column betrag: '2,005' has more than 2 digits behind the point");
        assertThat(consumed.out())
                .contains("\"after\": {\"id\": 1, \"betrag\": \"1234.50\", \"datum\": \"2026-12-31\", \"text\": \"a;b\"}")
                .contains("\"betrag\": \"2.00\"");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--separator ';;': must be one ASCII character");
    }

    private static Shell.Said publish(ServerProcess server, String dataset, String... more) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("publish", "--server", server.api(), "--organisation=acme.example", "--dataset=" + dataset));
        command.addAll(Arrays.asList(more));
        return Shell.run(command.toArray(new String[0]));
    }

    private Path evidence(ServerProcess server, String dataset, long offset) throws IOException {
        Path file = temp.resolve(dataset + ".json");
        String api = server.api();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Shell.run(
                                                "evidence",
                                                "--server",
                                                api,
                                                "--dataset=acme.example/" + dataset,
                                                "--offset=" + offset,
                                                "-o",
                                                file.toString())
                                        .exitCode()
                                == 0
                        && Shell.run("verify", file.toString()).out().contains("claims to be ANCHORED"));
        return file;
    }

    private static int audited(ServerProcess server, String dataset) throws IOException {
        Shell.Said audit = Shell.run("audit", "--json", "--server", server.api(), "--dataset=acme.example/" + dataset);
        return audit.exitCode() == 0
                ? Json.MAPPER.readTree(audit.out()).path("events").asInt()
                : -1;
    }

    private static HttpResponse<String> push(ServerProcess server, String key, String body) throws Exception {
        String push = new Server().at(server.api()).endpoints().push();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(push + "/v1/datasets/acme.example/orders/events"))
                                .header("Authorization", "Bearer " + key)
                                .header("Idempotency-Key", "it-" + body.length())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
