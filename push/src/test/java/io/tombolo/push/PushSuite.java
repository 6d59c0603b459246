package io.tombolo.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.connectors.Committed;
import io.tombolo.connectors.row.Column;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an HTTP request to a topic, on whichever Kafka a subclass brings. */
abstract class PushSuite {

    private static final DatasetId ORDERS = DatasetId.parse("acme.example/orders");
    private static final DatasetId NOTES = DatasetId.parse("acme.example/notes");

    private static final DatasetId SMALL = DatasetId.parse("acme.example/small");

    @TempDir
    Path dir;

    /** Bootstrap servers of a broker that lives as long as the test. */
    abstract String kafka() throws Exception;

    @Test
    void sharesEachRequestOnceAndWhole() throws Exception {
        String bootstrap = kafka();
        PushKeys keys = new PushKeys(dir.resolve("keys.json"), Clock.systemUTC());
        String key = keys.add("erp", ORDERS, List.of("id"), Column.parse("id:long,price:decimal(2),note:string"))
                .text();
        String small = keys.add("small", SMALL, List.of("id"), List.of()).text();
        PushKeys.Added documents = keys.add("wiki", NOTES, List.of("id"), List.of());
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        "127.0.0.1", 0, Map.of("bootstrap.servers", bootstrap), Topics.SCHEMAS));
                Committed topics = new Committed(bootstrap, registry.uri())) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
                NewTopic topic =
                        new NewTopic(SMALL.topic(), 1, (short) 1).configs(Map.of("max.message.bytes", "10000"));
                admin.createTopics(List.of(topic)).all().get();
            }
            PushServer.Config config = new PushServer.Config(
                    "127.0.0.1",
                    0,
                    Map.of("bootstrap.servers", bootstrap),
                    registry.uri(),
                    dir.resolve("keys.json"),
                    PushServer.Config.PushLimits.defaults());
            String first;
            try (PushServer server = started(config)) {
                Pushed single = push(server, ORDERS, key, "order-1", "", "{\"id\":1,\"price\":12.50,\"note\":\"é\"}");
                Pushed again = push(server, ORDERS, key, "order-1", "", "{\"id\":1,\"price\":12.50,\"note\":\"é\"}");
                Pushed other = push(server, ORDERS, key, "order-1", "", "{\"id\":2}");
                Pushed batch = push(server, ORDERS, key, "batch-1", "", "[{\"id\":2},{\"id\":3,\"price\":\"7\"}]");
                Pushed bad = push(server, ORDERS, key, "batch-2", "", "[{\"id\":4},{\"id\":\"five\"},{\"id\":6}]");
                Pushed lines = lines(server, key, "lines-1", "{\"id\":7}\n\n{\"id\":8}\n");
                Pushed gone = push(server, ORDERS, key, "gone-1", "?op=DELETE", "{\"id\":1}");
                Pushed note =
                        push(server, NOTES, documents.text(), "n", "", "{\"id\":\"a\",\"deep\":{\"b\":[1,2.50]}}");

                Pushed tooLarge = push(server, SMALL, small, "s", "", "{\"id\":\"" + "k".repeat(5_000) + "\"}");
                Pushed fits = push(server, SMALL, small, "t", "", "{\"id\":\"" + "k".repeat(4_000) + "\"}");

                assertProblem(tooLarge, 413, "too-large", "row 1: 10");
                assertThat(tooLarge.body().path("limit").asText()).isEqualTo("limit 8976");
                assertThat(fits.status()).as(fits.response().body()).isEqualTo(201);
                assertThat(single.status()).as(single.response().body()).isEqualTo(201);
                assertThat(single.body()
                                .path("positions")
                                .path(0)
                                .path("first_offset")
                                .asLong())
                        .isZero();
                assertThat(again.status()).isEqualTo(201);
                assertThat(again.response().body()).isEqualTo(single.response().body());
                assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
                assertProblem(other, 422, "key-reused", "Idempotency-Key: used for another body, op or dataset");
                assertThat(batch.body().path("events").asInt()).isEqualTo(2);
                assertProblem(bad, 422, "row-refused", "row 2: BAD_VALUE, column id: \"five\" is not a long");
                assertThat(lines.body().path("events").asInt()).isEqualTo(2);
                assertThat(gone.status()).isEqualTo(201);
                assertThat(note.status()).as(note.response().body()).isEqualTo(201);
                first = single.response().body();
            }
            try (PushServer server = started(config)) {
                Pushed again = push(server, ORDERS, key, "order-1", "", "{\"id\":1,\"price\":12.50,\"note\":\"é\"}");
                assertThat(again.response().body()).isEqualTo(first);
                assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");

                List<CompletableFuture<Pushed>> many = IntStream.range(0, 60)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                                push(server, ORDERS, key, "many-" + i % 20, "", "{\"id\":" + (100 + i % 20) + "}")))
                        .toList();
                assertThat(many.stream().map(CompletableFuture::join))
                        .allMatch(one -> one.status() == 201 || one.status() == 409)
                        .filteredOn(one -> one.status() == 201
                                && one.header("Idempotent-Replayed").isEmpty())
                        .hasSize(20);

                assertThat(keys.revoke(documents.key().id())).isTrue();
                assertProblem(
                        push(server, NOTES, documents.text(), "n2", "", "{\"id\":\"b\"}"),
                        401,
                        "unauthorised",
                        "Authorization: no key that is known and not revoked, must be 'Bearer KEY'");
            }

            List<GenericRecord> events = topics.values(ORDERS.topic());
            assertThat(events)
                    .extracting(e -> e.get("op") + " "
                            + ((GenericRecord) (e.get("after") == null ? e.get("before") : e.get("after"))).get("id"))
                    .startsWith("CREATE 1", "CREATE 2", "CREATE 3", "CREATE 7", "CREATE 8", "DELETE 1")
                    .hasSize(26)
                    .filteredOn(e -> e.startsWith("CREATE 1"))
                    .doesNotHaveDuplicates();
            GenericRecord source = (GenericRecord) events.get(2).get("source");
            assertThat(source.get("system")).hasToString("http-push");
            assertThat(source.get("object")).hasToString("erp");
            assertThat(source.get("position")).hasToString("batch-1#2");
            assertThat(topics.salts(ORDERS.topic())).hasSize(26);
            assertThat(((GenericRecord) topics.values(NOTES.topic()).get(0).get("after")).get("document"))
                    .hasToString("{\"deep\":{\"b\":[1,2.50]},\"id\":\"a\"}");
            assertThat(Files.readString(dir.resolve("keys.json")))
                    .doesNotContain(key)
                    .contains("\"sha256\"");
        }
    }

    private static void assertProblem(Pushed pushed, int status, String kind, String detail) {
        assertThat(pushed.status()).as(pushed.response().body()).isEqualTo(status);
        assertThat(pushed.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(pushed.body().path("type").asText()).isEqualTo("urn:tombolo:problem:" + kind);
        assertThat(pushed.body().path("detail").asText()).startsWith(detail);
    }

    private static PushServer started(PushServer.Config config) {
        PushServer server = PushServer.start(config, Clock.systemUTC());
        await().atMost(Duration.ofMinutes(5)).until(server::ready);
        return server;
    }

    private static Pushed push(
            PushServer server, DatasetId dataset, String key, String idempotencyKey, String query, String body) {
        return sent(server, dataset, key, idempotencyKey, query, "application/json", body);
    }

    private static Pushed lines(PushServer server, String key, String idempotencyKey, String body) {
        return sent(server, ORDERS, key, idempotencyKey, "", "application/x-ndjson", body);
    }

    private static Pushed sent(
            PushServer server,
            DatasetId dataset,
            String key,
            String idempotencyKey,
            String query,
            String type,
            String body) {
        try {
            return Pushed.by(server.uri(), dataset, key, idempotencyKey, query, type, body);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(dataset.toString(), e);
        }
    }
}
