package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.http.server.WebServer;
import io.tombolo.provenance.search.KeyHash;
import io.tombolo.provenance.search.SearchIndex;
import io.tombolo.schemas.DatasetId;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The index and the stream of events on a real broker, as one story: each step builds on those before it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SearchIndexIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ONE = "/api/v1/datasets/acme.example/visits";

    @TempDir
    static Path dir;

    private static SharedSample sample;
    private static ProvenanceApi api;

    @BeforeAll
    static void start() throws Exception {
        sample = new SharedSample(dir);
        api = sample.start(config -> config, ProvenanceApi.Beside.NOTHING);
    }

    @AfterAll
    static void stop() {
        api.close();
        sample.close();
    }

    @Test
    @Order(1)
    void whatHappensIsSentAsEvents() throws Exception {
        try (Socket reader =
                new Socket(InetAddress.getLoopbackAddress(), api.uri().getPort())) {
            reader.setSoTimeout((int) PATIENCE.toMillis());
            reader.getOutputStream()
                    .write("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8));
            JsonNode empty = next(lines, "status");
            assertThat(empty.path("datasets").asInt()).isZero();

            sample.visits();

            JsonNode changed = next(lines, "datasets");
            assertThat(changed.at("/datasets/0/dataset").asText()).isEqualTo("acme.example/visits");
            // The dataset may be seen before its first head is.
            while (changed.at("/heads/0").isMissingNode()) {
                changed = next(lines, "datasets");
            }
            assertThat(changed.at("/heads/0/origin").asText()).isEqualTo("acme.example/visits/0");
            // Each anchor is an event unless two were published between two looks.
            assertThat(next(lines, "anchor").path("ledger").asText()).isEqualTo("fabric:tombolo/anchors");
            assertThat(next(lines, "fault").path("kind").asText()).isEqualTo("ANCHOR_MISMATCH");
        }
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(json("/api/v1/overview").path("anchored").asLong()).isEqualTo(200);
            assertThat(json("/api/v1/ledgers").at("/ledgers/0/state").asText()).isEqualTo("UNKNOWN");
            assertThat(json("/api/v1/operations").has("anchoring")).isFalse();
        });
    }

    /** The data of the next event of that name; others are passed over, as there may be several of them. */
    private static JsonNode next(BufferedReader lines, String name) throws Exception {
        String event = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ") && event.equals(name)) {
                return JSON.readTree(line.substring(6));
            }
        }
        throw new AssertionError("the stream ended before an event " + name);
    }

    @Test
    @Order(2)
    void keysAreFoundAndTheirSecretIsTheProcesssOwn() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(offsets(7)).hasSize(6));

        Path secret = sample.folder.resolve("index-1").resolve("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        // Neither the key's bytes nor its hash are in the index, once it is on disk.
        api.close();
        byte[] hash = KeyHash.of(DatasetId.parse(SharedSample.VISITS), sample.key(7), name -> null)
                .toBytes();
        for (Path file : files()) {
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .doesNotContain(new String(hash, 0, 6, StandardCharsets.ISO_8859_1));
        }
        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .anyMatch(name -> name.startsWith("keys-"));
    }

    private static List<Path> files() throws Exception {
        try (Stream<Path> all = Files.walk(sample.folder.resolve("index-1"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    @Order(3)
    void aRestartReadsTheIndexAndALostSecretMakesAnotherOne() throws Exception {
        api = sample.start(config -> config, ProvenanceApi.Beside.NOTHING);
        // From disk: before the follower has caught up, no key is read.
        assertThat(offsets(7)).hasSize(6);
        api.close();
        List<Path> before = files();
        Files.delete(sample.folder.resolve("index-1").resolve("secret"));

        api = sample.start(config -> config, ProvenanceApi.Beside.NOTHING);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(offsets(7)).hasSize(6));
        api.close();
        assertThat(files().stream().filter(file -> file.getFileName().toString().startsWith("keys-")))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(before);
    }

    @Test
    @Order(4)
    void aRecordThatTheTopicHasLostIsNotFoundByItsKey() throws Exception {
        api = sample.start(config -> config, ProvenanceApi.Beside.NOTHING);
        List<Long> before = offsets(7);
        long kept = before.get(1);
        try (Admin admin = Admin.create(sample.topics.settings())) {
            admin.deleteRecords(
                            Map.of(new TopicPartition("acme.example.visits", 0), RecordsToDelete.beforeOffset(kept)))
                    .all()
                    .get();
        }

        assertThat(offsets(7)).isEqualTo(before.subList(0, 2));
        assertThat(json(ONE + "/events/0/" + before.get(3) + "/versions")
                        .path("error")
                        .asText())
                .isEqualTo("record_gone");
        assertThat(json("/api/v1/evidence?dataset=acme.example/visits&partition=0&from=" + before.get(3) + "&to="
                                + kept)
                        .path("error")
                        .asText())
                .isEqualTo("record_gone");
        // An index that is built again knows nothing of them.
        api.close();
        Files.delete(sample.folder.resolve("index-1").resolve("secret"));
        api = sample.start(config -> config, ProvenanceApi.Beside.NOTHING);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(offsets(7)).isEqualTo(before.subList(0, 2)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(json("/api/v1/operations")
                                .at("/read_side/index/keys")
                                .asLong())
                        .isEqualTo(300 - sample.offsets.indexOf(kept)));
    }

    @Test
    @Order(5)
    void withoutAnIndexASearchSaysSoAndAClientHasItsRate() throws Exception {
        api.close();
        WebServer.Limits few = WebServer.Limits.defaults().with(new WebServer.Rate(1, 5));
        api = sample.start(
                config -> new ProvenanceApi.Config(
                        config.host(),
                        config.port(),
                        config.dataDir(),
                        config.kafka(),
                        config.registry(),
                        config.policy(),
                        config.verifier(),
                        config.endpoints(),
                        few,
                        config.clock(),
                        config.protection(),
                        new SearchIndex.Settings(false, false, 1),
                        config.objects()),
                ProvenanceApi.Beside.NOTHING);

        assertThat(json(ONE + "/search?key_hash=" + "0".repeat(64))
                        .path("error")
                        .asText())
                .isEqualTo("keys_not_indexed");
        assertThat(json("/api/v1/search?hash=" + "0".repeat(64)).path("error").asText())
                .isEqualTo("hashes_not_indexed");
        assertThat(json("/api/v1/operations").at("/read_side/index/state").asText())
                .isEqualTo("OFF");
        List<HttpResponse<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 50 && answers.stream().noneMatch(one -> one.statusCode() == 429); i++) {
            answers.add(get("/api/v1/overview"));
        }
        HttpResponse<byte[]> refused = answers.get(answers.size() - 1);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(JSON.readTree(refused.body()).path("error").asText()).isEqualTo("too_many_requests");
        assertThat(get("/log/acme.example/visits/0/checkpoint").statusCode()).isEqualTo(200);
    }

    private static List<Long> offsets(long id) throws Exception {
        String hash = KeyHash.of(DatasetId.parse(SharedSample.VISITS), sample.key(id), name -> null)
                .hex();
        List<Long> offsets = new ArrayList<>();
        json(ONE + "/search?key_hash=" + hash)
                .path("events")
                .forEach(event -> offsets.add(event.path("offset").asLong()));
        return offsets;
    }

    private static JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(api.uri() + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
