package io.tombolo.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tombolo.http.HttpLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that a real worker gives only in the moments after it lost its place in the group. */
final class ConnectClientTest {
    private static final Answer NOT_NOW = new Answer(
            500,
            "Failed to write to config topic; this may be due to a transient error and the request can be safely retried");
    private static final Answer REBALANCES =
            new Answer(409, "Cannot complete request momentarily due to stale configuration");
    private static final Answer STARTS = new Answer(503, "Worker is still starting up");
    private static final Answer DONE = new Answer(200, "done");

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer worker;

    private record Answer(int status, String message) {
        String body() {
            return message.startsWith("{") ? message : "{\"message\":\"" + message + "\"}";
        }
    }

    @BeforeEach
    void startWorker() throws IOException {
        worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        worker.createContext("/", exchange -> {
            asked.incrementAndGet();
            Answer answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        worker.start();
    }

    @AfterEach
    void stopWorker() {
        worker.stop(0);
    }

    @Test
    void asksAgainWhileTheWorkerSaysThatItPasses() {
        answers.addAll(List.of(STARTS, REBALANCES, NOT_NOW, DONE));

        client(3).put("c", Map.of());

        assertThat(asked).hasValue(4);
    }

    @Test
    void restartsATaskThatKafkaConnectEndedByItsOwnFaultAndGivesUpAfterFive() {
        answers.add(failed("ConnectException: OffsetStorageWriter is already flushing"));
        ConnectClient client = client(0);

        for (int i = 1; i <= 5; i++) {
            assertThat(client.statusWhileWaiting("c")).isEqualTo(new ConnectClient.Status("RUNNING", "RESTARTING", ""));
            assertThat(asked).as("status and restart").hasValue(2 * i);
        }
        assertThat(client.statusWhileWaiting("c").failed()).isTrue();
        // Who only looks changes nothing.
        assertThat(client(0).status("c").failed()).isTrue();
    }

    @Test
    void leavesATaskThatFailedForAnotherReason() {
        answers.add(failed("ConnectException: the disk is full"));
        ConnectClient client = client(0);

        assertThat(client.statusWhileWaiting("c").failed()).isTrue();
    }

    private static Answer failed(String trace) {
        return new Answer(
                200,
                "{\"connector\":{\"state\":\"RUNNING\"},\"tasks\":[{\"id\":0,\"state\":\"FAILED\",\"trace\":\"" + trace
                        + "\"}]}");
    }

    @Test
    void givesUpInTheWorkersWordsWhenItDoesNotPass() {
        answers.add(NOT_NOW);

        assertThatThrownBy(() -> client(2).put("c", Map.of()))
                .isInstanceOf(PublishException.class)
                .hasMessage("Kafka Connect at " + uri() + " refused: " + NOT_NOW.message());
        assertThat(asked).hasValue(3);
    }

    @Test
    void asksOnceWhenTheAnswerIsFinal() {
        answers.add(new Answer(500, "Connector class com.example.None can't be found"));

        assertThatThrownBy(() -> client(9).put("c", Map.of()))
                .isInstanceOf(PublishException.class)
                .hasMessage("Kafka Connect at " + uri() + " refused: Connector class com.example.None can't be found");
        assertThat(asked).hasValue(1);
    }

    @Test
    @Timeout(30)
    void saysAtOnceThatNothingListens() {
        String gone = "http://127.0.0.1:1";

        assertThatThrownBy(() -> new ConnectClient(gone).names())
                .isInstanceOf(PublishException.class)
                .hasMessage("Kafka Connect does not answer at " + gone + ": the connection is refused");
    }

    @Test
    void leavesAWorkerThatNeverEndsItsAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerWithoutEnd(silent));
            answering.setDaemon(true);
            answering.start();
            String url = "http://127.0.0.1:" + silent.getLocalPort();
            HttpLimits limits = new HttpLimits(Duration.ofMillis(300), 1 << 20, 0);

            assertThatThrownBy(() -> new ConnectClient(url, limits, policy -> policy.withMaxRetries(9)).names())
                    .isInstanceOf(PublishException.class)
                    .hasMessage("Kafka Connect does not answer as it should: " + url
                            + "/connectors: the answer is not whole within 300 ms, the limit");
        }
    }

    private static void answerWithoutEnd(ServerSocket silent) {
        try {
            OutputStream out = silent.accept().getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[\"a".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks again a number of times: how often it can within a given time depends on the machine. */
    private ConnectClient client(int times) {
        HttpLimits limits = new HttpLimits(Duration.ofMinutes(1), 1 << 20, 0);
        return new ConnectClient(uri(), limits, policy -> policy.withMaxRetries(times));
    }

    private String uri() {
        return "http://127.0.0.1:" + worker.getAddress().getPort();
    }
}
