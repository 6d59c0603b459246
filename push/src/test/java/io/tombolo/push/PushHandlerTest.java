package io.tombolo.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.connectors.row.Column;
import io.tombolo.http.server.Problem;
import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushHandlerTest {

    private static final DatasetId ORDERS = DatasetId.parse("acme.example/orders");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path dir;

    @Test
    void saysWhatIsWrongBeforeItAsksKafka() throws Exception {
        String key = keys().add("erp", ORDERS, List.of("id"), List.of()).text();
        try (PushServer server = PushServer.start(config(), Clock.systemUTC())) {
            assertProblem(post(server, "orders", "", "1"), 401, "unauthorised", "Authorization: missing");
            assertProblem(post(server, "orders", key + "x", "1"), 401, "unauthorised", "Authorization: no key");
            assertProblem(post(server, "stock", key, "1"), 403, "forbidden", "opens acme.example/orders");
            assertProblem(post(server, "orders", key, ""), 400, "bad-request", "Idempotency-Key: missing");
            assertProblem(
                    post(server, "orders", key, "x".repeat(256)),
                    400,
                    "bad-request",
                    "Idempotency-Key: 256 characters");
            HttpResponse<String> away = post(server, "orders", key, "1");
            assertProblem(away, 503, "unavailable", "Kafka: does not answer");
            assertThat(away.headers().firstValue("Retry-After")).contains("5");
            assertThat(post(server, "orders", "", "1").headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer");
            assertProblem(get(server, "/v1/datasets"), 404, "not-found", "path: unknown");
            assertProblem(get(server, "/v1/datasets/a/b/events"), 405, "method", "method: GET, must be POST");
            assertThat(get(server, "/health").body()).isEqualTo("{\"ready\":false}");
            assertThat(get(server, "/openapi.yaml").body()).startsWith("openapi: 3.0.3");
        }
    }

    @Test
    void tellsClientsToComeBackWhenTheBufferIsFull() {
        PushServer.Config small = new PushServer.Config(
                "127.0.0.1",
                0,
                Map.of(),
                URI.create("http://127.0.0.1:1"),
                dir.resolve("keys.json"),
                new PushServer.Config.PushLimits(100, 10, 1_000, 500, 1_000, 10, Duration.ofDays(1)));
        EventWriter writer = new EventWriter(small, new Answers(small, Clock.systemUTC()), Clock.systemUTC());

        assertThat(writer.offer(submission(700)))
                .as("one alone, whatever it takes")
                .isTrue();
        assertThat(writer.offer(submission(100))).isFalse();
    }

    private static Submission submission(int bytes) {
        return new Submission(
                "id",
                "request",
                ORDERS,
                List.of(new ProducerRecord<>("t", new byte[0], new byte[bytes])),
                new CompletableFuture<>(),
                null);
    }

    @Test
    void keysAreKeptAsHashesAndCountAtOnce() {
        PushKeys keys = keys();
        PushKeys.Added one = keys.add("erp", ORDERS, List.of("id"), List.of());
        PushKeys others = keys();

        assertThat(others.find(one.text())).contains(one.key());
        assertThat(others.find(one.text() + "x")).isEmpty();
        assertThat(keys.revoke(one.key().id())).isTrue();
        assertThat(keys.revoke(one.key().id())).isFalse();
        assertThat(keys.find(one.text())).isEmpty();
        assertThat(keys.list()).hasSize(1).allMatch(key -> !key.valid());
        assertThatThrownBy(() -> keys.add("", ORDERS, List.of("id"), List.of()))
                .hasMessage("key's name: 0 characters, must be 1 to 100");
        assertThatThrownBy(() -> keys.add("x", ORDERS, List.of("no"), Column.parse("id:long")))
                .hasMessage("key column no: none of the columns [id]");
    }

    @Test
    void refusesBodiesThatAreNoRows() {
        assertRefused("text/plain", "{}", 415, "Content-Type: 'text/plain'");
        assertRefused("application/json", "[]", 400, "body: 0 rows, at least 1");
        assertRefused("application/json", "{\"a\":1,\"a\":2}", 400, "body: not JSON: Duplicate field 'a'");
        assertRefused("application/json", "{} {}", 400, "body: not JSON");
        assertRefused("application/json", "[".repeat(2_000), 400, "body: not JSON: Document nesting depth (501)");
        assertRefused(
                "application/json", "[" + "9".repeat(2_000) + "]", 400, "body: not JSON: Number value length (2000)");
        assertRefused("application/json", "{\"" + "n".repeat(60_000) + "\":1}", 400, "body: not JSON: Name length");
        assertRefused("application/json", "[1,2,3,4,5,6]", 413, "body: 6 rows, limit 5");
        assertRefused("application/x-ndjson", "{}\n{", 400, "line 2: not JSON");
        assertRefused("application/x-ndjson", "{}\n{}\n{}\n{}\n{}\n{}\n{}\n", 413, "body: 6 rows, limit 5");
    }

    private static void assertRefused(String type, String body, int status, String detail) {
        assertThatThrownBy(() -> RowBatch.read(type, body.getBytes(StandardCharsets.UTF_8), 5, null))
                .isInstanceOfSatisfying(Problem.Refusal.class, refused -> {
                    assertThat(refused.problem().status()).isEqualTo(status);
                    assertThat(refused.problem().detail()).startsWith(detail);
                });
    }

    private PushKeys keys() {
        return new PushKeys(dir.resolve("push").resolve("keys.json"), Clock.systemUTC());
    }

    /** With a Kafka and a registry of which nothing answers: no system gives port 1 to a server of another test. */
    private PushServer.Config config() {
        return new PushServer.Config(
                "127.0.0.1",
                0,
                Map.of("bootstrap.servers", "127.0.0.1:1"),
                URI.create("http://127.0.0.1:1"),
                dir.resolve("push").resolve("keys.json"),
                PushServer.Config.PushLimits.defaults());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String kind, String detail)
            throws IOException {
        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).isEqualTo(Optional.of("application/problem+json"));
        assertThat(body.path("type").asText()).isEqualTo("urn:tombolo:problem:" + kind);
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("detail").asText()).contains(detail);
        assertThat(body.has("thing") && body.has("value") && body.has("limit")).isTrue();
    }

    private static HttpResponse<String> post(PushServer server, String dataset, String key, String idempotencyKey)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server.uri() + "/v1/datasets/acme.example/" + dataset + "/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\":1}"));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        if (!idempotencyKey.isEmpty()) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(PushServer server, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.uri() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
