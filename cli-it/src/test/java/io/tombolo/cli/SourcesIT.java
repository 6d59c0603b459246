package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.publish.ConnectClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.Callable;
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
        try (TracedSources traces = new TracedSources();
                NodeHere server = NodeHere.up(data)) {
            traces.haveTheSpansThatThePageHas(server, data, temp);
            pushedRowsAreAnchored(server, data);
            aFolderIsSharedAndFollowed(server);
            aFolderIsComparedWithWhatWasShared(server);
            anObjectIsComparedWithItsClaim(server);
            csvOfAnotherDialectIsConsumedWithItsDecimals(server);
            aFileThatIsNotSharedWholeIsSaidByTheExitCode(server);
            packedBodiesAndCloudEventsAreShared(server, data);
            PublishReports.columnsAreNamedAsInTheFile(server, temp);
            PublishReports.whatIsNotSharedIsSaid(server, temp);
            PublishReports.partitionsStayAndAKeyIsFoundInAnyOfThem(server, temp);
        }
    }

    private void pushedRowsAreAnchored(NodeHere server, Path data) throws Exception {
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

        String rows = "[{\"id\":1,\"note\":\"a\"},{\"id\":2}]";
        HttpResponse<String> first = answered(() -> push(server, key.path("key").asText(), rows));
        HttpResponse<String> again = answered(() -> push(server, key.path("key").asText(), rows));
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

    private void aFolderIsSharedAndFollowed(NodeHere server) throws Exception {
        Path drops = Files.createDirectory(temp.resolve("drops"));
        Files.writeString(drops.resolve("a.jsonl"), "{\"id\":1}\n{\"id\":\n{\"id\":2}\n");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(drops.resolve("b.csv.gz")))) {
            out.write("id\n3\n".getBytes(StandardCharsets.US_ASCII));
        }
        Files.writeString(drops.resolve("c.csv.part"), "id\n4\n");

        Shell.Said said = publish(server, "drops", "--key=id", "--follow", drops.toString());
        Files.move(drops.resolve("c.csv.part"), drops.resolve("c.csv"));
        await().atMost(Duration.ofMinutes(5)).until(() -> audited(server, "drops") == 4);
        Shell.Said stopped = publish(server, "drops", "--key=id", drops.toString());
        Shell.Said one =
                publish(server, "one", "--key=id", drops.resolve("a.jsonl").toString());

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("3 rows of " + drops + " shared as acme.example/drops")
                .contains("1 row refused", "a.jsonl, line 2: BAD_JSON")
                .contains("The server continues to watch");
        assertThat(stopped.out()).contains("is shared already, 4 rows: nothing new.");
        assertThat(one.out()).contains("2 rows of").contains("  line 2: BAD_JSON");
        assertThat(publish(server, "drops", "--key=id", "--format=zip", drops.toString())
                        .err())
                .contains("format");
    }

    private void aFolderIsComparedWithWhatWasShared(NodeHere server) throws Exception {
        String connector = new ConnectClient(
                        new Server().at(server.api()).endpoints().connect())
                .names().stream()
                        .filter(name -> name.startsWith("folder-acme.example.drops-"))
                        .findFirst()
                        .orElseThrow();
        String[] command = {"reconcile", connector, "--server", server.api()};

        Shell.Said equal = Shell.run(command);
        Files.writeString(temp.resolve("drops").resolve("c.csv"), "id\n5\n");
        Files.writeString(temp.resolve("drops").resolve("d.csv"), "id\n6\n");
        Shell.Said different = Shell.run(command);

        assertThat(equal.exitCode()).as(equal.out() + equal.err()).isZero();
        assertThat(equal.out())
                .startsWith("EQUAL  " + connector + " at file=drops")
                .contains("drops as acme.example/drops: 4 rows at the source, 4 in the feed")
                .contains("refused before, may explain differences: file a.jsonl: 1 row refused");
        assertThat(different.exitCode()).isEqualTo(1);
        assertThat(different.out()).contains("different  file=c.csv: content ", "missing  file=d.csv");
    }

    private void anObjectIsComparedWithItsClaim(NodeHere server) throws Exception {
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

    private void csvOfAnotherDialectIsConsumedWithItsDecimals(NodeHere server) throws IOException {
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
        Shell.Said consumed = Shell.run("consume", "--json", "--server", server.api(), "--dataset=acme.example/sales");
        Shell.Said wrong = publish(server, "sales", "--key=id", "--separator=;;", sales.toString());

        assertThat(said.out())
                .contains("2 rows of")
                .contains("line 4: BAD_VALUE: column betrag: '2,005' has more than 2 digits after the decimal point");
        assertThat(consumed.out())
                .contains(
                        "\"after\": {\"id\": 1, \"betrag\": \"1234.50\", \"datum\": \"2026-12-31\", \"text\": \"a;b\"}")
                .contains("\"betrag\": \"2.00\"");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--separator ';;': must be one ASCII character");
    }

    private void aFileThatIsNotSharedWholeIsSaidByTheExitCode(NodeHere server) throws Exception {
        Path drops = Files.createDirectory(temp.resolve("damaged"));
        for (String name : List.of("truncated.csv.gz", "cut-in-third-block.avro")) {
            try (InputStream in = SourcesIT.class.getResourceAsStream("/damaged/" + name)) {
                Files.copy(in, drops.resolve(name));
            }
        }
        Files.writeString(drops.resolve("z.csv"), "id,v\na,1\n" + "k".repeat(600_000) + ",2\nb,3\n");
        Files.createSymbolicLink(drops.resolve("link.csv"), temp.resolve("drops/c.csv"));

        Shell.Said cut = publish(
                server,
                "cut",
                "--key=id",
                drops.resolve("cut-in-third-block.avro").toString());
        Files.delete(drops.resolve("cut-in-third-block.avro"));
        Shell.Said truncated = publish(
                server,
                "truncated",
                "--key=id",
                drops.resolve("truncated.csv.gz").toString());
        Shell.Said all = publish(server, "damaged", "--key=id", "--types=id:string,v:long", drops.toString());
        Shell.Said status = Shell.run("status", "--server", server.api());
        Shell.Said longKey =
                publish(server, "long", "--key=id", drops.resolve("z.csv").toString());

        assertThat(cut.exitCode()).as(cut.out() + cut.err()).isEqualTo(1);
        assertThat(cut.out())
                .contains(
                        "6 rows of",
                        "3 rows refused",
                        "BAD_BLOCK: the block at byte ",
                        "Not shared whole: cut-in-third-block.avro.");
        assertThat(truncated.exitCode()).as(truncated.out() + truncated.err()).isEqualTo(1);
        assertThat(truncated.out())
                .contains("Nothing of ", "1 file refused", "truncated.csv.gz: BAD_FILE: ")
                .doesNotContain("null");
        assertThat(all.exitCode()).as(all.out() + all.err()).isEqualTo(1);
        assertThat(all.out())
                .contains("Not shared whole: truncated.csv.gz.", "1 file and 1 row refused", "2 rows of")
                .contains("symbolic links (see --follow-symlinks): link.csv.")
                .contains("TOO_LONG");
        assertThat(longKey.exitCode()).as(longKey.out() + longKey.err()).isZero();
        assertThat(longKey.out()).contains("2 rows of", "1 row refused", "line 3: TOO_LONG: 12000");
        assertThat(status.out()).contains("acme.example/cut BAD_BLOCK: 1, the latest: the block at byte ");
    }

    private static void packedBodiesAndCloudEventsAreShared(NodeHere server, Path data) throws Exception {
        String key = Json.MAPPER
                .readTree(Shell.run(
                                "push-key",
                                "add",
                                "events",
                                "--data",
                                data.toString(),
                                "--json",
                                "--organisation=acme.example",
                                "--dataset=events",
                                "--key=id",
                                "--types=id:long,price:decimal(2)")
                        .out())
                .path("key")
                .asText();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write("{\"id\":1,\"price\":12.50}".getBytes(StandardCharsets.US_ASCII));
        }

        HttpResponse<String> gzip = pushed(server, key, "g", packed.toByteArray(), "Content-Encoding", "gzip");
        HttpResponse<String> brotli = pushed(server, key, "b", packed.toByteArray(), "Content-Encoding", "br");
        HttpResponse<String> huge = pushed(
                server, key, "h", "{\"id\":1,\"price\":1e40000000}".getBytes(StandardCharsets.US_ASCII), "X-None", "x");
        HttpResponse<String> binary = pushed(
                server,
                key,
                "c",
                "{\"id\":2}".getBytes(StandardCharsets.US_ASCII),
                "ce-specversion",
                "1.0",
                "ce-id",
                "0815",
                "ce-type",
                "com.acme.order",
                "ce-source",
                "/erp/b%20c",
                "ce-time",
                "2026-11-29T10:00:00Z");
        HttpResponse<String> half = pushed(
                server,
                key,
                "d",
                "{\"id\":2}".getBytes(StandardCharsets.US_ASCII),
                "ce-specversion",
                "1.0",
                "ce-id",
                "1");

        assertThat(gzip.statusCode()).as(gzip.body()).isEqualTo(201);
        assertThat(brotli.statusCode()).as(brotli.body()).isEqualTo(415);
        assertThat(brotli.body()).contains("Content-Encoding: 'br', must be gzip or identity");
        assertThat(huge.statusCode()).as(huge.body()).isEqualTo(422);
        assertThat(huge.body()).contains("TOO_LONG");
        assertThat(binary.statusCode()).as(binary.body()).isEqualTo(201);
        assertThat(half.statusCode()).as(half.body()).isEqualTo(422);
        assertThat(half.body()).contains("CloudEvent: source missing");
        await().atMost(Duration.ofMinutes(5)).until(() -> audited(server, "events") == 2);
        assertThat(Shell.run("consume", "--server", server.api(), "--dataset=acme.example/events")
                        .out())
                .contains("/erp/b c", "com.acme.order", "0815");
    }

    private static HttpResponse<String> pushed(
            NodeHere server, String key, String idempotencyKey, byte[] body, String... headers) throws Exception {
        return answered(() -> sent(server, key, idempotencyKey, body, headers));
    }

    /** Comes back with the same key while the server says that Kafka did not answer in time, as its clients are to do. */
    static HttpResponse<String> answered(Callable<HttpResponse<String>> request) {
        return await().atMost(Duration.ofMinutes(5)).until(request, answer -> answer.statusCode() != 503);
    }

    private static HttpResponse<String> sent(
            NodeHere server, String key, String idempotencyKey, byte[] body, String... headers) throws Exception {
        String push = new Server().at(server.api()).endpoints().push();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(push + "/v1/datasets/acme.example/events/events"))
                                .header("Authorization", "Bearer " + key)
                                .header("Idempotency-Key", idempotencyKey)
                                .header("Content-Type", "application/json")
                                .headers(headers)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    static Shell.Said publish(NodeHere server, String dataset, String... more) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("publish", "--server", server.api(), "--organisation=acme.example", "--dataset=" + dataset));
        command.addAll(Arrays.asList(more));
        return Shell.run(command.toArray(new String[0]));
    }

    private Path evidence(NodeHere server, String dataset, long offset) throws IOException {
        Path file = temp.resolve(dataset + ".json");
        String api = server.api();
        await().atMost(Duration.ofMinutes(5))
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

    private static int audited(NodeHere server, String dataset) throws IOException {
        Shell.Said audit = Shell.run("audit", "--json", "--server", server.api(), "--dataset=acme.example/" + dataset);
        return audit.exitCode() == 0
                ? Json.MAPPER.readTree(audit.out()).path("events").asInt()
                : -1;
    }

    private static HttpResponse<String> push(NodeHere server, String key, String body) throws Exception {
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
