package io.tombolo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers of events, real ones: those that read, those that come back, and those that do not read. */
class EventStreamTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final EventStream.Settings SETTINGS =
            new EventStream.Settings(2, Duration.ofHours(1), Duration.ofMinutes(10), 128 << 10, 64 << 10);

    private volatile Instant now = Instant.parse("2026-12-01T10:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final EventStream stream =
            new EventStream(SETTINGS, clock, () -> List.of(new EventStream.Message("status", Map.of("n", 0))));
    private final WebServer server = WebServer.start(
            new WebServer.Settings("test", "127.0.0.1", 0, WebServer.Limits.defaults(), Problem::document),
            ask -> CompletableFuture.completedFuture(stream.answer(ask)));
    private final List<Socket> sockets = new ArrayList<>();

    /** An event as a reader has it. */
    private record Event(String name, String id, String data) {}

    private final class Reader {
        private final Socket socket = new Socket();
        private final BufferedReader lines;

        Reader(String lastEventId) throws IOException {
            sockets.add(socket);
            socket.setReceiveBufferSize(4 << 10);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), server.uri().getPort()));
            String id = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
            socket.getOutputStream()
                    .write(("GET /stream HTTP/1.1\r\nHost: localhost\r\n" + id + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }

        /** The next event; chunk lengths and `retry` are passed over. Its name is empty at the end of the answer. */
        Event next() throws IOException {
            String name = "";
            String id = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    return new Event(name, id, line.substring(6));
                } else if (line.equals("0")) {
                    break;
                }
            }
            return new Event("", "", "");
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        stream.close();
        server.close();
    }

    @Test
    void aReaderGetsTheFirstEventsThenEveryOneInOrder() throws IOException {
        Reader reader = new Reader("");

        assertThat(reader.head())
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: text/event-stream")
                .contains("Cache-Control: no-store");
        assertThat(reader.next().name()).isEqualTo("status");
        stream.send(new EventStream.Message("anchor", Map.of("n", "line\nend")));
        stream.send(new EventStream.Message("fault", Map.of("n", 2)));
        stream.beat();
        assertThat(reader.next().data()).isEqualTo("{\"n\":\"line\\nend\"}");
        assertThat(reader.next().name()).isEqualTo("fault");
        assertThat(reader.next()).isEqualTo(new Event("heartbeat", "", "{\"at\":\"2026-12-01T10:00:00Z\"}"));
    }

    @Test
    void aReaderThatComesBackGetsWhatItMissedAndNothingElse() throws IOException {
        Reader reader = new Reader("");
        reader.head();
        reader.next();
        stream.send(new EventStream.Message("anchor", Map.of("n", 1)));
        Event seen = reader.next();
        stream.send(new EventStream.Message("anchor", Map.of("n", 2)));

        Reader again = new Reader(seen.id());

        again.head();
        assertThat(again.next().data()).isEqualTo("{\"n\":2}");
        stream.send(new EventStream.Message("anchor", Map.of("n", 3)));
        assertThat(again.next().data()).isEqualTo("{\"n\":3}");
    }

    @Test
    void aReaderWhoseEventsAreNotKeptBeginsAgain() throws IOException {
        for (String id : List.of("other-1", "nonsense", stream.readers() + "-x")) {
            Reader reader = new Reader(id);
            reader.head();

            assertThat(reader.next().name()).as(id).isEqualTo("reset");
            assertThat(reader.next().name()).as(id).isEqualTo("status");
            reader.socket.close();
            stream.beat();
            await().atMost(PATIENCE).untilAsserted(() -> {
                stream.beat();
                assertThat(stream.readers()).isZero();
            });
        }
    }

    @Test
    void whatNobodyWasSentEndsTheMemoryOfThoseWhoComeBack() throws IOException {
        Reader reader = new Reader("");
        reader.head();
        String id = reader.next().id();

        stream.skip();
        Reader again = new Reader(id);

        again.head();
        assertThat(again.next().name()).isEqualTo("reset");
    }

    @Test
    void moreReadersThanTheLimitAreAskedToComeBack() throws IOException {
        new Reader("").head();
        new Reader("").head();

        Reader third = new Reader("");

        assertThat(third.head()).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
        assertThat(stream.readers()).isEqualTo(2);
    }

    @Test
    void aReaderThatDoesNotReadIsCutOffAndCountedAndTheOthersGetEverything() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        stream.publish(meters);
        Reader slow = new Reader("");
        Reader reading = new Reader("");
        reading.head();
        reading.next();
        await().atMost(PATIENCE).until(() -> stream.readers() == 2);
        String large = "x".repeat(32 << 10);

        int sent = 0;
        while (stream.dropped() == 0 && sent < 1000) {
            stream.send(new EventStream.Message("datasets", Map.of("n", sent, "text", large)));
            // The other one has read it before the next is sent.
            assertThat(reading.next().data()).contains("\"n\":" + sent);
            sent++;
        }

        assertThat(stream.dropped()).isEqualTo(1);
        assertThat(stream.readers()).isEqualTo(1);
        assertThat(meters.get("tombolo.http.event.readers.dropped")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("tombolo.http.event.readers").gauge().value()).isEqualTo(1);
        // The system's buffers hold some; then comes the end, not an event of a later time.
        assertThat(slow.head()).startsWith("HTTP/1.1 200");
        await().atMost(PATIENCE)
                .until(() ->
                        server.connected().stream().filter(one -> one.isOpen()).count() == 1);
    }

    @Test
    void anAnswerEndsAfterAWhileSoThatAccessIsCheckedAgain() throws IOException {
        Reader reader = new Reader("");
        reader.head();
        reader.next();

        now = now.plus(SETTINGS.longest());
        stream.beat();

        assertThat(reader.next().name()).isEqualTo("heartbeat");
        assertThat(reader.next().name()).isEmpty();
        await().atMost(PATIENCE).until(() -> stream.readers() == 0);
    }

    @Test
    void whoLeftAMinuteAgoIsNotWaitedFor() throws IOException {
        Reader reader = new Reader("");
        reader.head();
        reader.next();
        now = now.plus(SETTINGS.longest());
        stream.beat();
        await().atMost(PATIENCE).until(() -> stream.readers() == 0);

        assertThat(stream.isRead()).isTrue();
        now = now.plusSeconds(60);
        assertThat(stream.isRead()).isFalse();
    }
}
