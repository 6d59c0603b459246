package io.tombolo.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.kafka.EmbeddedKafka;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.connect.errors.ConnectException;
import org.eclipse.jetty.util.thread.ShutdownThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedConnectIT {

    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

    /** Longer than anything takes on a machine with much else to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path dir;

    @Test
    void answersWhenStartedAndAgainAfterARestart() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")))) {
            for (int run = 0; run < 2; run++) {
                try (EmbeddedConnect connect = EmbeddedConnect.start(config(kafka, 0))) {
                    assertThat(get(connect.uri() + "/connectors")).isEqualTo("[]");
                }
            }
        }
    }

    /** However long Kafka takes: it starts only when it is waited for, and not even then as soon as Connect would give up. */
    @Test
    void asksNothingOfAKafkaThatStillStarts() throws Exception {
        int port = EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());
        List<EmbeddedKafka> started = new ArrayList<>();
        EmbeddedConnect.Config config = new EmbeddedConnect.Config(
                dir.resolve("connect"),
                "127.0.0.1",
                0,
                "127.0.0.1:" + port,
                URI.create("http://127.0.0.1:1"),
                Map.of("key.converter", JSON, "value.converter", JSON));
        Runnable kafka = () -> started.add(
                EmbeddedKafka.start(new EmbeddedKafka.Config(dir.resolve("kafka"), "127.0.0.1", port, Map.of())));

        try (EmbeddedConnect connect = EmbeddedConnect.start(config, kafka, step -> {})) {
            assertThat(get(connect.uri() + "/connectors")).isEqualTo("[]");
        } finally {
            started.forEach(EmbeddedKafka::close);
        }
    }

    @Test
    void leavesTheEndOfItsWebServerToItsOwner() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                EmbeddedConnect connect = EmbeddedConnect.start(config(kafka, 0))) {
            boolean webServerHadAHook = Runtime.getRuntime().removeShutdownHook(ShutdownThread.getInstance());

            assertThat(webServerHadAHook).isFalse();
            assertThat(get(connect.uri() + "/connectors")).isEqualTo("[]");
        }
    }

    @Test
    void refusesAPortThatIsTaken() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> EmbeddedConnect.start(config(kafka, port)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("REST server");
        }
    }

    /** Connect would end the process, which would wait for its owner, who waits for Connect. */
    @Test
    void failsItsStartWhereConnectWouldEndTheProcess() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            // One is what Connect needs.
            admin.createTopics(List.of(
                            new NewTopic("connect-configs", 2, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();

            assertThatThrownBy(() -> EmbeddedConnect.start(config(kafka, 0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "Kafka Connect at http://127\\.0\\.0\\.1:\\d+ gave up while it started; the log has the reason");
        }
    }

    @Test
    void restartsATaskThatItsOwnFaultEndedAndNoOther() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                EmbeddedConnect connect = EmbeddedConnect.start(config(kafka, 0))) {
            failsOnceWith(connect, "other", "the disk is full");
            await().atMost(PATIENCE).until(() -> status(connect, "other"), said -> said.contains("the disk is full"));

            failsOnceWith(connect, "own", "OffsetStorageWriter is already flushing");
            await().atMost(PATIENCE).until(FailingSource.STARTS::get, starts -> starts > 1);
            await().atMost(PATIENCE)
                    .until(() -> status(connect, "own"), said -> said.contains("\"id\":0,\"state\":\"RUNNING\""));

            assertThat(status(connect, "other")).contains("the disk is full");
        }
    }

    private static void failsOnceWith(EmbeddedConnect connect, String name, String failure) throws Exception {
        FailingSource.STARTS.set(0);
        String config =
                "{\"connector.class\":\"" + FailingSource.class.getName() + "\",\"failure\":\"" + failure + "\"}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(connect.uri() + "/connectors/" + name + "/config"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(config))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static String status(EmbeddedConnect connect, String name) throws Exception {
        return get(connect.uri() + "/connectors/" + name + "/status");
    }

    private EmbeddedConnect.Config config(EmbeddedKafka kafka, int port) {
        return new EmbeddedConnect.Config(
                dir.resolve("connect"),
                "127.0.0.1",
                port,
                kafka.bootstrapServers(),
                URI.create("http://127.0.0.1:1"),
                Map.of("key.converter", JSON, "value.converter", JSON));
    }

    private static String get(String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
