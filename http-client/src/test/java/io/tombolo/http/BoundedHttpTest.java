package io.tombolo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.http.HttpLimitException.Limit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that misbehave on real sockets. None of them ever finishes, so a short limit is reached however fast the machine is. */
@Timeout(300)
class BoundedHttpTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    private RawServer server;

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void leavesAServerThatIsSilentAfterItsHead() throws Exception {
        serve((request, out) -> out.write(RawServer.ascii(HEAD + "Content-Length: 100\r\n\r\nfour")));

        assertStopsAtTime();
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> !server.left.isEmpty());
    }

    @Test
    void leavesAServerThatNeverAnswers() throws Exception {
        serve(RawServer.SILENT);

        assertStopsAtTime();
    }

    @Test
    void leavesAServerThatNeverEndsItsHead() throws Exception {
        serve((request, out) -> out.write(RawServer.ascii("HTTP/1.1 200 OK\r\nX-Half: a")));

        assertStopsAtTime();
    }

    @Test
    void leavesAServerThatSendsByteAfterByte() throws Exception {
        serve(RawServer.TRICKLE);

        assertStopsAtTime();
    }

    @Test
    void leavesAServerThatSendsChunkAfterChunk() throws Exception {
        serve((request, out) -> {
            out.write(RawServer.ascii(HEAD + "Transfer-Encoding: chunked\r\n\r\n"));
            RawServer.dripForEver(out, "1\r\nx\r\n");
        });

        assertStopsAtTime();
    }

    @Test
    void leavesAServerThatOnlyEverAnnouncesAnAnswer() throws Exception {
        serve((request, out) -> RawServer.dripForEver(out, "HTTP/1.1 102 Processing\r\n\r\n"));

        assertThatThrownBy(() -> get(LONG, "/")).isInstanceOf(IOException.class);
    }

    @Test
    void readsNoHeadWithoutEnd() throws Exception {
        serve((request, out) -> {
            out.write(RawServer.ascii("HTTP/1.1 200 OK\r\n"));
            while (true) {
                out.write(RawServer.ascii(("X-Many: " + "x".repeat(1000) + "\r\n").repeat(100)));
            }
        });

        assertThatThrownBy(() -> get(LONG, "/")).isInstanceOf(IOException.class);
    }

    @Test
    void readsNoMoreOfChunksWithoutEndThanTheLimit() throws Exception {
        serve(RawServer.ENDLESS);

        assertStops(Limit.BYTES, ": an answer of over 1000 bytes, the limit");
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> !server.left.isEmpty());
    }

    @Test
    void readsNoMoreOfABodyThatEndsWithTheConnectionThanTheLimit() throws Exception {
        serve((request, out) -> {
            out.write(RawServer.ascii(HEAD + "\r\n"));
            while (true) {
                out.write(new byte[1024]);
            }
        });

        assertStops(Limit.BYTES, ": an answer of over 1000 bytes, the limit");
    }

    @Test
    void decodesGzipUpToTheLimit() throws Exception {
        byte[] fits = gzip(new byte[1000]);
        byte[] bomb = gzip(new byte[1001]);
        serve((request, out) -> {
            byte[] body = request.startsWith("GET /fits") ? fits : bomb;
            out.write(RawServer.ascii(HEAD + "Content-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n"));
            out.write(body);
        });

        assertThat(get(LONG, "/fits").body()).isEqualTo(new byte[1000]);
        assertThat(bomb.length).isLessThan(100);
        assertStops(Limit.BYTES, ": an answer of over 1000 bytes, the limit");
    }

    @Test
    void namesAnEncodingThatItDoesNotKnow() throws Exception {
        serve((request, out) ->
                out.write(RawServer.ascii(HEAD + "Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx")));

        assertStops(Limit.ENCODING, ": an answer with the content encoding 'br', must be gzip or none");
    }

    @Test
    void saysThatABodyIsNotGzip() throws Exception {
        serve((request, out) ->
                out.write(RawServer.ascii(HEAD + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain")));

        assertThatThrownBy(() -> get(LONG, "/"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(server.uri("/") + ": an answer that is not gzip as its header says: ");
    }

    @Test
    void followsRedirectsOnOneHostUpToTheLimit() throws Exception {
        serve((request, out) -> {
            String path = request.split(" ", 3)[1];
            int left = Integer.parseInt(path.substring(1));
            out.write(RawServer.ascii(
                    left == 0
                            ? HEAD + "Content-Length: 4\r\n\r\nhere"
                            : "HTTP/1.1 307 Elsewhere\r\nContent-Length: 0\r\nLocation: /" + (left - 1) + "\r\n\r\n"));
        });

        HttpAnswer answer = get(LONG, "/2");

        assertThat(answer.text()).isEqualTo("here");
        assertThat(answer.uri()).isEqualTo(server.uri("/0"));
        assertThatThrownBy(() -> get(LONG, "/3"))
                .isInstanceOfSatisfying(
                        HttpLimitException.class, e -> assertThat(e.limit()).isEqualTo(Limit.REDIRECT))
                .hasMessage(server.uri("/3") + ": over 2 redirects, the limit; perhaps in a circle");
    }

    @Test
    void followsNoRedirectToAnotherHost() throws Exception {
        serve((request, out) -> out.write(RawServer.ascii(
                "HTTP/1.1 302 Elsewhere\r\nContent-Length: 0\r\nLocation: http://localhost:1/x\r\n\r\n")));

        assertStops(
                Limit.REDIRECT,
                ": redirects to http://localhost:1/x; credentials do not follow, so give that address instead");
    }

    @Test
    void countsRedirectsAndTheirAnswersAgainstOneTime() throws Exception {
        serve((request, out) -> {
            if (request.startsWith("GET / ")) {
                out.write(RawServer.ascii("HTTP/1.1 302 Elsewhere\r\nContent-Length: 0\r\nLocation: /2\r\n\r\n"));
            }
        });

        assertThatThrownBy(() -> get(SHORT, "/"))
                .isInstanceOfSatisfying(
                        HttpLimitException.class, e -> assertThat(e.limit()).isEqualTo(Limit.TIME));
    }

    @Test
    void takesAnAnswerOfExactlyTheLimit() throws Exception {
        serve((request, out) -> out.write(RawServer.ascii(HEAD + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000))));

        assertThat(get(LONG, "/").body()).hasSize(1000);
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws Exception {
        serve((request, out) -> {});
        Thread asking = Thread.currentThread();
        Thread interrupting = new Thread(() -> {
            Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> !server.requests.isEmpty());
            asking.interrupt();
        });
        interrupting.start();

        assertThatThrownBy(() -> get(LONG, "/")).isInstanceOf(InterruptedException.class);
        interrupting.join();
    }

    private void assertStopsAtTime() {
        assertThatThrownBy(() -> get(SHORT, "/"))
                .isInstanceOfSatisfying(
                        HttpLimitException.class, e -> assertThat(e.limit()).isEqualTo(Limit.TIME))
                .hasMessage(server.uri("/") + ": the answer is not whole within 300 ms, the limit");
    }

    private void assertStops(Limit limit, String message) {
        assertThatThrownBy(() -> get(LONG, "/"))
                .isInstanceOfSatisfying(
                        HttpLimitException.class, e -> assertThat(e.limit()).isEqualTo(limit))
                .hasMessage(server.uri("/") + message);
    }

    private HttpAnswer get(Duration time, String path) throws IOException, InterruptedException {
        URI uri = server.uri(path);
        return new BoundedHttp(new HttpLimits(time, 1000, 2))
                .send(HttpRequest.newBuilder(uri).build());
    }

    private void serve(RawServer.Answer answer) throws IOException {
        server = new RawServer(answer);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
