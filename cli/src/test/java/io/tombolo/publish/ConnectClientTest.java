package io.tombolo.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

    private record Answer(int status, String message) {}

    @BeforeEach
    void startWorker() throws IOException {
        worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        worker.createContext("/", exchange -> {
            asked.incrementAndGet();
            Answer answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
            byte[] body = ("{\"message\":\"" + answer.message() + "\"}").getBytes(StandardCharsets.UTF_8);
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

        client(Duration.ofMinutes(1)).put("c", Map.of());

        assertThat(asked).hasValue(4);
    }

    @Test
    void givesUpInTheWorkersWordsWhenItDoesNotPass() {
        answers.add(NOT_NOW);

        assertThatThrownBy(() -> client(Duration.ofMillis(300)).put("c", Map.of()))
                .isInstanceOf(PublishException.class)
                .hasMessage("Kafka Connect at " + uri() + " refused: " + NOT_NOW.message());
        assertThat(asked).hasValueGreaterThan(1);
    }

    @Test
    void asksOnceWhenTheAnswerIsFinal() {
        answers.add(new Answer(500, "Connector class com.example.None can't be found"));

        assertThatThrownBy(() -> client(Duration.ofMinutes(1)).put("c", Map.of()))
                .isInstanceOf(PublishException.class)
                .hasMessage("Kafka Connect at " + uri() + " refused: Connector class com.example.None can't be found");
        assertThat(asked).hasValue(1);
    }

    @Test
    @Timeout(30)
    void saysAtOnceThatNothingListens() {
        String gone = uri();
        worker.stop(0);

        assertThatThrownBy(() -> new ConnectClient(gone).names())
                .isInstanceOf(PublishException.class)
                .hasMessage("Kafka Connect does not answer at " + gone + ": the connection is refused");
    }

    private ConnectClient client(Duration patience) {
        return new ConnectClient(uri(), patience);
    }

    private String uri() {
        return "http://127.0.0.1:" + worker.getAddress().getPort();
    }
}
