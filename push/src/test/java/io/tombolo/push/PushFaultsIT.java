package io.tombolo.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.connectors.row.Column;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.schemas.DatasetId;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a client is answered, and what is shared, when Kafka is lost or the endpoint is killed between a request and its answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushFaultsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    static Path dir;

    private PushKafka kafka;
    private PushKeys keys;

    @BeforeAll
    void start() throws Exception {
        kafka = PushKafka.start(dir.resolve("kafka"));
        keys = new PushKeys(dir.resolve("keys.json"), Clock.systemUTC());
    }

    @AfterAll
    void stop() {
        kafka.close();
    }

    @Test
    void asksClientsToComeBackWhileTheBrokerIsAwayAndSharesTheirBatchesOnceThen() throws Exception {
        PushClient client = client("orders");
        PushServer.Config small = config(
                new PushServer.Config.PushLimits(200_000, 100, 900_000, 3_000, 100_000, 1_000, Duration.ofDays(1)));
        try (PushServer server = PushServer.start(small, Clock.systemUTC())) {
            await().atMost(PATIENCE).until(server::ready);
            await().atMost(PATIENCE).until(() -> client.push(server.uri(), 0).status() == 201);
            try (Socket slow = halfSent(server.uri(), client, 99_000)) {
                await().atMost(PATIENCE)
                        .until(() -> client.push(server.uri(), 0).status() == 503);
                Pushed receiving = client.push(server.uri(), 0);
                assertThat(slow.isConnected()).isTrue();
                assertComeBack(receiving, "1", "server: is receiving as much as it may, limit 100000 bytes at once");
            }

            kafka.stop();
            // All are answered before it is there again.
            List<Pushed> heard = together(client, server.uri(), 8);
            Pushed late = client.push(server.uri(), 1);
            HttpResponse<String> health = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.uri() + "/health"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            kafka.again();
            for (int i = 1; i <= 8; i++) {
                int n = i;
                await().atMost(PATIENCE)
                        .until(() -> client.push(server.uri(), n).status() == 201);
            }

            assertThat(heard)
                    .allMatch(one ->
                            one.status() == 503 && !one.header("Retry-After").isEmpty());
            assertThat(heard.stream().map(Pushed::detail))
                    .contains(
                            "buffer: full, limit 3000 bytes on their way to Kafka",
                            "Kafka: did not answer in time, a retry with the same Idempotency-Key makes no second event");
            assertComeBack(late, "5", "Kafka: does not answer");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(kafka.ids(client.dataset())).containsExactlyInAnyOrderElementsOf(client.ids(9));
        }
    }

    @Test
    void aRetryThatWaitedWhileItsFirstTryWasReadBackMakesNoSecondEvent() throws Exception {
        PushServer.Config config = config(PushServer.Config.PushLimits.defaults());
        Answers answers = new Answers(config, Clock.systemUTC());
        DatasetId dataset = DatasetId.parse("acme.example/waited");
        kafka.create(dataset.topic());
        try (EventWriter writer = new EventWriter(config, answers, Clock.systemUTC())) {
            Submission retry = submission(dataset, "id", "request");
            Submission reused = submission(dataset, "other", "another request");

            writer.offer(retry);
            writer.offer(reused);
            answers.put(
                    "id",
                    new Answers.Answer(
                            "request", "{\"events\":1}", Clock.systemUTC().millis()));
            answers.put(
                    "other",
                    new Answers.Answer("request", "{}", Clock.systemUTC().millis()));
            writer.start();

            ApiResponse replayed = retry.reply().orTimeout(2, TimeUnit.MINUTES).join();
            assertThat(replayed.status()).isEqualTo(201);
            assertThat(StandardCharsets.UTF_8.decode(replayed.body()).toString())
                    .isEqualTo("{\"events\":1}");
            assertThat(replayed.headers())
                    .containsEntry("Content-Type", "application/json")
                    .containsEntry("Idempotent-Replayed", "true");
            assertThat(reused.reply().join().status()).isEqualTo(422);
            assertThat(kafka.records(dataset.topic())).isEmpty();
        }
    }

    @Test
    void sharesEveryBatchOnceThoughTheEndpointIsKilledAndTheBrokerRestartedUnderLoad() throws Exception {
        PushClient client = client("payments");
        int port = PushKafka.freePort();
        PushLoad load = new PushLoad(client, URI.create("http://127.0.0.1:" + port), 6);
        PushProcess endpoint = endpoint(port);
        try {
            load.begin();
            load.awaitMore(30);
            endpoint.kill();
            endpoint = endpoint(port);
            load.awaitMore(30);
            kafka.stop();
            kafka.again();
            load.awaitMore(30);
            endpoint.kill();
            endpoint = endpoint(port);
            load.awaitMore(30);
            load.end();
        } finally {
            load.end();
            endpoint.close();
        }

        System.out.println(load);
        assertThat(load.faults()).isEmpty();
        assertThat(kafka.ids(client.dataset())).containsExactlyInAnyOrderElementsOf(client.ids(load.batches()));
        Map<Long, Long> offsets = kafka.offsets(client.dataset());
        load.answers().forEach((batch, answer) -> {
            var position = answer.body().path("positions").path(0);
            assertThat(client.idsOf(batch).stream().map(offsets::get).toList())
                    .as("where the answer to batch %d says that its rows lie", batch)
                    .allMatch(offset -> offset >= position.path("first_offset").asLong()
                            && offset <= position.path("last_offset").asLong());
        });
    }

    /** One batch each from clients that do not wait for each other, whatever number of processors there is. */
    private static List<Pushed> together(PushClient client, URI server, int clients) {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            return IntStream.rangeClosed(1, clients)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() -> client.push(server, n), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        } finally {
            threads.shutdown();
        }
    }

    private PushClient client(String dataset) {
        DatasetId id = DatasetId.parse("acme.example/" + dataset);
        return new PushClient(
                id,
                keys.add("erp", id, List.of("id"), Column.parse("id:long,note:string"))
                        .text());
    }

    private PushProcess endpoint(int port) throws Exception {
        return PushProcess.start(port, kafka.bootstrap(), kafka.registry(), dir.resolve("keys.json"));
    }

    private PushServer.Config config(PushServer.Config.PushLimits limits) {
        return new PushServer.Config(
                "127.0.0.1",
                0,
                Map.of(
                        "bootstrap.servers", kafka.bootstrap(),
                        "delivery.timeout.ms", 5_000,
                        "request.timeout.ms", 2_000,
                        "max.block.ms", 5_000),
                kafka.registry(),
                dir.resolve("keys.json"),
                limits);
    }

    private static Submission submission(DatasetId dataset, String id, String request) {
        return new Submission(
                id,
                request,
                dataset,
                List.of(new ProducerRecord<>(dataset.topic(), new byte[1], new byte[1])),
                new CompletableFuture<>(),
                null);
    }

    private static Socket halfSent(URI server, PushClient client, int length) throws Exception {
        Socket socket = new Socket(server.getHost(), server.getPort());
        OutputStream out = socket.getOutputStream();
        List<String> head = new ArrayList<>(List.of(
                "POST /v1/datasets/" + client.dataset() + "/events HTTP/1.1",
                "Host: 127.0.0.1",
                "Authorization: Bearer " + client.key(),
                "Idempotency-Key: slow",
                "Content-Type: application/json",
                "Content-Length: " + length,
                "",
                "["));
        out.write(String.join("\r\n", head).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    private static void assertComeBack(Pushed pushed, String seconds, String detail) {
        assertThat(pushed.status()).isEqualTo(503);
        assertThat(pushed.header("Retry-After")).isEqualTo(seconds);
        assertThat(pushed.detail()).isEqualTo(detail);
    }
}
