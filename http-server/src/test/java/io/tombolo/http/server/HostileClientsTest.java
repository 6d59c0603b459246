package io.tombolo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that take without giving: the server lets go of them, and others do not notice. */
class HostileClientsTest {
    private static final WebServer.Limits TIGHT = new WebServer.Limits(200, 6, 4, Duration.ofSeconds(2), 64);

    private final CountDownLatch begun = new CountDownLatch(2);
    private final CountDownLatch released = new CountDownLatch(1);
    private WebServer server;

    @BeforeEach
    void start() {
        server = WebServer.start(
                new WebServer.Settings("test", "127.0.0.1", 0, TIGHT, Problem::document), new WebServer.Router() {
                    @Override
                    public CompletionStage<ApiResponse> answer(ApiRequest ask) {
                        return switch (ask.path()) {
                            case "/big" ->
                                CompletableFuture.completedFuture(ApiResponse.tile(ByteBuffer.allocate(8 << 20)));
                            case "/broken", "/quick/broken" -> throw new IllegalStateException("our own fault");
                            case "/quick" -> CompletableFuture.completedFuture(ApiResponse.text("at once"));
                            case "/wait" -> CompletableFuture.completedFuture(afterwards());
                            default ->
                                ask.body()
                                        .read(1000)
                                        .thenApply(body -> ApiResponse.text(ask.method() + " " + body.remaining()));
                        };
                    }

                    @Override
                    public boolean isQuick(String path) {
                        return path.startsWith("/quick");
                    }
                });
    }

    private ApiResponse afterwards() {
        begun.countDown();
        try {
            return ApiResponse.text("released: " + released.await(5, TimeUnit.MINUTES));
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedHoweverItIsSent() throws Exception {
        String announced = "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1001\r\n\r\n";
        String chunk = "64\r\n" + "x".repeat(100) + "\r\n";
        String chunked =
                "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

        assertThat(raw(announced + "x".repeat(1001))).startsWith("HTTP/1.1 413");
        assertThat(raw(chunked + chunk.repeat(11) + "0\r\n\r\n")).startsWith("HTTP/1.1 413");
        assertThat(raw(chunked + chunk.repeat(10) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("POST 1000");
    }

    @Test
    void aBodyThatNeverEndsIsLetGo() throws Exception {
        String announced = "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nonly this";

        String answer = raw(announced);

        assertThat(answer).doesNotContain("200 OK");
    }

    @Test
    void silentConnectionsMakeRoomForOthers() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                Socket socket = connect();
                socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.UTF_8));
                silent.add(socket);
            }

            assertThat(raw("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void clientsThatDoNotReadTakeNoThreads() throws Exception {
        List<Socket> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(1024);
                socket.connect(new java.net.InetSocketAddress(
                        InetAddress.getLoopbackAddress(), server.uri().getPort()));
                socket.getOutputStream()
                        .write("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                deaf.add(socket);
            }

            assertThat(raw("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : deaf) {
                socket.close();
            }
        }
    }

    @Test
    void whatIsQuickIsAnsweredWhileEveryThreadOfThePoolWaits() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (Socket known = connect()) {
            // A new connection is made by a thread of the pool, so this one is there before.
            assertThat(quick(known)).startsWith("HTTP/1.1 200").endsWith("at once");
            for (int i = 0; i < 5; i++) {
                Socket socket = connect();
                waiting.add(socket);
                socket.getOutputStream()
                        .write("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            }
            // Four threads: one accepts, one selects.
            assertThat(begun.await(5, TimeUnit.MINUTES)).isTrue();

            assertThat(quick(known)).startsWith("HTTP/1.1 200").endsWith("at once");
        } finally {
            released.countDown();
            for (Socket socket : waiting) {
                assertThat(socket.getInputStream().read()).isEqualTo('H');
                socket.close();
            }
        }
    }

    private static String quick(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("at once")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    @Test
    void aFaultOfOursTellsNothingOfItsCause() throws Exception {
        for (String path : List.of("/broken", "/quick/broken")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 500")
                    .contains("urn:tombolo:problem:internal")
                    .doesNotContain("our own fault");
        }
    }

    @Test
    void garbageGetsAnAnswerOrAClosedConnection() throws Exception {
        for (String garbage : new String[] {
            "\0\0\0\0\r\n\r\n",
            "GET\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(5000) + "\r\n"
        }) {
            assertThat(raw(garbage)).doesNotContain("200 OK");
        }
        assertThat(raw("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
        socket.setSoTimeout(120_000);
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (java.net.SocketException closed) {
                return "";
            }
        }
    }
}
