package io.tombolo.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that gives one answer, whatever it is asked. */
public final class MisbehavingServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** One way to misbehave. */
    public interface Answer {
        void give(HttpExchange exchange, MisbehavingServer server) throws IOException, InterruptedException;
    }

    public MisbehavingServer(Answer answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer.give(exchange, this);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    /** Four bytes of a hundred, and then nothing. */
    public static void fallSilent(HttpExchange exchange, MisbehavingServer server)
            throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write(new byte[] {'{', '"', 'a', '"'});
        exchange.getResponseBody().flush();
        server.closed.await();
    }

    static void sendForEver(HttpExchange exchange, MisbehavingServer server) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        OutputStream out = exchange.getResponseBody();
        while (true) {
            out.write(blanks);
        }
    }

    static void redirectToItself(HttpExchange exchange, MisbehavingServer server) throws IOException {
        exchange.getResponseHeaders().add("Location", exchange.getRequestURI().toString());
        exchange.sendResponseHeaders(302, -1);
    }

    /** An answer of this kind and with this text, as if all were well. */
    static Answer saying(String contentType, String text) {
        return (exchange, server) -> {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", contentType);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
