package io.tombolo.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the page with its headers, and recorded answers in place of a read side's. */
public final class PageServer implements AutoCloseable {
    private final ServedPage page = new ServedPage();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private record Answer(int status, String type, ByteBuffer body) {}

    /** Starts on a free port of loopback. */
    public PageServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The page's address on a host name that leads here. */
    public String address(String host) {
        return "http://" + host + ":" + server.getAddress().getPort() + "/";
    }

    /** The page's address on loopback, which browsers hold for secure. */
    public String address() {
        return address("127.0.0.1");
    }

    /** Answers a path, with or without its query, by JSON. */
    public void json(String path, String body) {
        bytes(path, 200, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers a path, with or without its query. */
    public void bytes(String path, int status, String type, byte[] body) {
        answers.put(path, new Answer(status, type, ByteBuffer.wrap(body)));
    }

    /** What was asked for, in its order: method, path and query. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.getRequestBody().readAllBytes();
            Optional<PageFile> file = page.file(path);
            if (file.isPresent()) {
                file.get().headers().forEach(exchange.getResponseHeaders()::set);
                send(exchange, 200, bytes(file.get().bytes()));
                return;
            }
            Answer known = answers.getOrDefault(exchange.getRequestURI().toString(), answers.get(path));
            Answer due = known == null
                    ? new Answer(
                            404,
                            "application/problem+json",
                            ByteBuffer.wrap("{\"error\":\"not_found\",\"message\":\"nothing here\"}"
                                    .getBytes(StandardCharsets.UTF_8)))
                    : known;
            exchange.getResponseHeaders().set("Content-Type", due.type());
            send(exchange, due.status(), bytes(due.body()));
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
