package io.tombolo.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Faults that a real S3 server does not show. */
class UnsuitableServersTest {
    @BeforeAll
    static void credentials() {
        S3StoreContract.credentials();
    }

    @Test
    void aServerThatAcceptsAndIsSilentIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                S3Store store = open(silent.getLocalPort(), Duration.ofMillis(300))) {
            assertThatThrownBy(() -> store.get("a"))
                    .isInstanceOf(ObjectStoreException.class)
                    .hasMessageContaining("a in s3://logs/ can't be read: ")
                    .hasMessageContaining("300 millis");
        }
    }

    @Test
    void aServerThatWouldOverwriteIsNotWrittenTo() throws IOException {
        HttpServer careless = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        careless.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        careless.start();
        try (S3Store store = open(careless.getAddress().getPort(), S3StoreContract.MINUTES)) {
            assertThatThrownBy(() -> store.put("a", new byte[1]))
                    .isInstanceOf(ObjectStoreException.class)
                    .hasMessage("s3://logs/ ignores If-None-Match, so that it would overwrite objects: use a store"
                            + " that knows it");
        } finally {
            careless.stop(0);
        }
    }

    /** S3's answer 409 ConditionalRequestConflict: which of two clients stored the object is not decided yet. */
    @Test
    void anObjectThatAnotherClientIsWritingIsPutAgain() throws IOException {
        AtomicInteger puts = new AtomicInteger();
        HttpServer undecided = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        undecided.createContext("/logs/tombolo-objects", exchange -> answer(exchange, 412));
        undecided.createContext("/logs/a", exchange -> answer(exchange, puts.incrementAndGet() < 3 ? 409 : 200));
        undecided.start();
        try (S3Store store = open(undecided.getAddress().getPort(), S3StoreContract.MINUTES)) {
            assertThat(store.put("a", new byte[1])).isEqualTo(ObjectStore.Put.STORED);
            assertThat(puts).hasValue(3);
        } finally {
            undecided.stop(0);
        }
    }

    /** A bucket that was made public. */
    @Test
    void anObjectThatAnybodyCanReadIsOpenToOthers() throws IOException {
        HttpServer open = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        open.createContext("/", exchange -> {
            boolean anonymous = !exchange.getRequestHeaders().containsKey("Authorization");
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(anonymous ? 200 : 403, -1);
            exchange.close();
        });
        open.start();
        try (S3Store store = open(open.getAddress().getPort(), S3StoreContract.MINUTES)) {
            assertThat(store.openTo("a")).contains("anybody can read it without credentials");
        } finally {
            open.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.getRequestBody().readAllBytes();
        boolean read = exchange.getRequestMethod().equals("GET");
        exchange.getResponseHeaders().add("ETag", "\"1\"");
        exchange.sendResponseHeaders(read ? 200 : status, -1);
        exchange.close();
    }

    private static S3Store open(int port, Duration whole) {
        Patience patience = new Patience(S3StoreContract.MINUTES, S3StoreContract.MINUTES, whole);
        return S3Store.open(S3Location.parse("s3://logs?region=us-east-1&endpoint=http://127.0.0.1:" + port), patience);
    }
}
