package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.metrics.MetricsPage;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tombolo read-side} and {@code tombolo push} as processes of their own, against a broker and a registry. */
final class PartsAloneIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path temp = Path.of("unset");

    private static EmbeddedKafka kafka;
    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(temp.resolve("kafka")));
        registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                "127.0.0.1", 0, Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.SCHEMAS));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.LOG, 1, (short) 1),
                            new NewTopic(Topics.CHECKPOINTS, 1, (short) 1),
                            new NewTopic(Topics.ANCHORS, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
        kafka.close();
    }

    @Test
    void theReadSideAnswersAndIsObserved() throws Exception {
        Path policy = Files.write(temp.resolve("policy.json"), PolicyFile.write(TrustPolicy.of(List.of(), List.of())));
        List<Integer> ports = ServerProcess.freePorts(2);
        String more = "policy: " + policy + "\ndataDir: " + temp.resolve("read-side") + "\n";

        try (ServerProcess process = begin("read-side", ports, more)) {
            awaitReady(process, ports.get(1));

            assertThat(get(ports.get(0), "/api/v1/status").body()).contains("\"phase\":\"FOLLOWING\"");
            String metrics = get(ports.get(1), "/metrics").body();
            MetricsPage.read().assertScraped(metrics, "Read side", "HTTP servers", "JVM");
            assertThat(metrics)
                    .contains("tombolo_read_side_entries 0.0", "tombolo_read_side_policy_expiry_seconds NaN")
                    .contains("tombolo_http_requests_total{server=\"read side\",status=\"2xx\"}");
            aForeignCheckpointIsFoundByDoctor("http://127.0.0.1:" + ports.get(0));
            assertThat(process.stop()).isEqualTo(143);
            JsonLog.lines(process.said());
        }
    }

    /** Somebody who may write to Tombolo's topics, but has no log's key. */
    private static void aForeignCheckpointIsFoundByDoctor(String readSide) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.CHECKPOINTS, "acme.example/flights/0", new byte[] {1, 2, 3}))
                    .get();
        }

        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(
                                Shell.run("doctor", "--server", readSide).out())
                        .containsPattern("FAULT   READ_SIDE_FAULT acme\\.example/flights/0: .*MALFORMED"));
    }

    @Test
    void pushTakesEventsAndIsObserved() throws Exception {
        List<Integer> ports = ServerProcess.freePorts(2);
        Path keys = temp.resolve("keys.json");
        String key = Shell.run(
                        "push-key",
                        "add",
                        "erp",
                        "--organisation=acme.example",
                        "--dataset=orders",
                        "--key=id",
                        "--keys=" + keys)
                .out()
                .lines()
                .findFirst()
                .orElseThrow();

        try (ServerProcess process = begin("push", ports, "keys: " + keys + "\n")) {
            awaitReady(process, ports.get(1));
            HttpRequest event = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + ports.get(0) + "/v1/datasets/acme.example/orders/events"))
                    .header("Authorization", "Bearer " + key)
                    .header("Idempotency-Key", "1")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"id\":1}"))
                    .build();

            // As a client that comes back after 503, which a busy machine may cause.
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> HTTP.send(event, HttpResponse.BodyHandlers.ofString())
                                    .statusCode()
                            == 201);
            String metrics = get(ports.get(1), "/metrics").body();
            MetricsPage.read().assertScraped(metrics, "HTTP push", "HTTP servers", "JVM");
            assertThat(metrics).contains("tombolo_push_events_total 1.0");
            assertThat(process.stop()).isEqualTo(143);
            JsonLog.lines(process.said());
        }
    }

    @Test
    void aWrongConfigurationEndsWithItsKeyAndTwo() throws Exception {
        for (String part : List.of("read-side", "push")) {
            Path config = Files.writeString(temp.resolve(part + "-wrong.yaml"), "httpp: {}\n");

            Shell.Said result = Shell.run(part, "--config", config.toString());

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("httpp: unknown key; known are", "http", "operations");
            Path port = Files.writeString(temp.resolve(part + "-port.yaml"), "operations: {port: 70000}\n");
            assertThat(Shell.run(part, "--config", port.toString()).err())
                    .contains(port + ": operations.port: 70000, limit -1 to 65535");
            assertThat(Shell.run(part, "--print-config").out()).contains("bootstrap.servers");
        }
    }

    private static ServerProcess begin(String part, List<Integer> ports, String more) throws IOException {
        Path config = Files.writeString(
                temp.resolve(part + ".yaml"),
                "http: {port: " + ports.get(0) + "}\noperations: {port: " + ports.get(1) + "}\n"
                        + "kafka: {bootstrap.servers: '" + kafka.bootstrapServers() + "'}\n"
                        + "registry: {schema.registry.url: '" + registry.uri() + "'}\n" + more);
        return ServerProcess.start(
                temp.resolve(part + ".out"), temp, part, "--config", config.toString(), "--log=json");
    }

    private static void awaitReady(ServerProcess process, int port) throws IOException {
        try {
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptions()
                    .until(() -> get(port, "/ready").statusCode() == 200);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(process.said(), e);
        }
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
