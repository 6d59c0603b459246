package io.tombolo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many requests one client has. */
class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);
    private final RateLimit limit = new RateLimit(new WebServer.Rate(2, 3), now::get);

    @Test
    void aClientHasItsBurstAndThenItsRate() {
        take("address 192.0.2.1", 3);

        assertThatExceptionOfType(Problem.Refusal.class)
                .isThrownBy(() -> limit.take("address 192.0.2.1"))
                .satisfies(refused -> {
                    assertThat(refused.problem().status()).isEqualTo(429);
                    assertThat(refused.problem().detail())
                            .isEqualTo("address 192.0.2.1: more than 2 requests per second, or 3 at once; try again in"
                                    + " 1 s");
                });
        // The counter of nanoseconds may turn over.
        now.addAndGet(2 * SECOND);
        take("address 192.0.2.1", 3);
        refuses("address 192.0.2.1");
    }

    @Test
    void askingOnWhileRefusedDelaysNothing() {
        take("token a", 3);
        for (int i = 0; i < 100; i++) {
            refuses("token a");
        }

        now.addAndGet(SECOND / 2);

        take("token a", 1);
        refuses("token a");
    }

    @Test
    void clientsDoNotTakeFromEachOther() {
        take("token a", 3);

        take("token b", 3);
        take("address 192.0.2.1", 3);
        take("address 192.0.2.2", 3);
        refuses("token a");
    }

    @Test
    void anIpv6CustomerIsOneClientInAnySpelling() {
        take("address 2001:db8:0:1::1", 2);
        take("address [2001:db8:0:1:0:0:0:ffff]", 1);

        refuses("address 2001:0db8::0001:9:9:9:9");
        take("address 2001:db8:0:2::1", 3);
    }

    @Test
    void theMemoryOfClientsIsBounded() {
        for (int i = 0; i < RateLimit.CLIENTS; i++) {
            take("address 10.0." + i / 256 + "." + i % 256, 3);
        }
        // All of them are in use: everybody else shares.
        take("address 192.0.2.1", 2);
        take("address 192.0.2.2", 1);
        refuses("address 192.0.2.3");

        now.addAndGet(2 * SECOND);

        take("address 192.0.2.3", 3);
        refuses("address 192.0.2.3");
        take("address 192.0.2.4", 3);
    }

    @Test
    void ratesOutOfRangeAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WebServer.Rate(-1, 1))
                .withMessage("perSecond: -1, must be 0 to 1000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WebServer.Rate(1, 0))
                .withMessage("burst: 0, must be 1 to 1000000");
    }

    @Test
    void aServerAnswers429WithTheSecondsToWaitAndExemptsWhatItsRouterExempts() throws IOException {
        WebServer.Limits once =
                new WebServer.Limits(200, 6, 4, Duration.ofSeconds(30), 64).with(new WebServer.Rate(1, 1));
        try (WebServer server = start(once, Protection.NONE)) {
            assertThat(raw(server, "/limited", "")).startsWith("HTTP/1.1 200");
            assertThat(raw(server, "/limited", ""))
                    .startsWith("HTTP/1.1 429")
                    .contains("Retry-After: 1\r\n")
                    .contains("application/problem+json")
                    .contains("urn:tombolo:problem:too-many-requests")
                    .contains("127.0.0.1: more than 1 requests per second");
            assertThat(raw(server, "/free", "")).startsWith("HTTP/1.1 200");
            // Nobody is behind a proxy here, whatever he writes.
            assertThat(raw(server, "/limited", "X-Forwarded-For: 192.0.2.9\r\n"))
                    .startsWith("HTTP/1.1 429");
        }
    }

    @Test
    void behindAProxyTheAddressIsTheOneThatTheProxySaw() throws IOException {
        WebServer.Limits once =
                new WebServer.Limits(200, 6, 4, Duration.ofSeconds(30), 64).with(new WebServer.Rate(1, 1));
        Protection proxied = new Protection(
                true, "", Optional.empty(), Optional.empty(), any -> Tokens.Scope.READ, (name, any) -> {});
        try (WebServer server = start(once, proxied)) {
            assertThat(raw(server, "/limited", "X-Forwarded-For: 192.0.2.9\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(raw(server, "/limited", "X-Forwarded-For: 192.0.2.8\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(raw(server, "/limited", "X-Forwarded-For: 1.2.3.4, 192.0.2.9\r\n"))
                    .startsWith("HTTP/1.1 429");
        }
    }

    private WebServer start(WebServer.Limits limits, Protection protection) {
        return WebServer.start(
                new WebServer.Settings("test", "127.0.0.1", 0, limits, Problem::document, protection),
                new WebServer.Router() {
                    @Override
                    public CompletionStage<ApiResponse> answer(ApiRequest ask) {
                        return CompletableFuture.completedFuture(ApiResponse.text("here"));
                    }

                    @Override
                    public boolean isLimited(String path) {
                        return !path.equals("/free");
                    }
                },
                now::get);
    }

    static String raw(WebServer server, String path, String headers) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void take(String client, int times) {
        for (int i = 0; i < times; i++) {
            limit.take(client);
        }
    }

    private void refuses(String client) {
        assertThatExceptionOfType(Problem.Refusal.class).isThrownBy(() -> limit.take(client));
    }
}
