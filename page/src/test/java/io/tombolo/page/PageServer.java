package io.tombolo.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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

    /** What is sent for a path that is none of the page's. */
    record Answer(int status, String type, ByteBuffer body) {
        private static final Answer NOTHING =
                json(404, "application/problem+json", "{\"error\":\"not_found\",\"message\":\"nothing here\"}");

        static Answer json(String body) {
            return json(200, "application/json", body);
        }

        static Answer json(int status, String type, String body) {
            return new Answer(status, type, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        }
    }

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
        answers.put(path, Answer.json(body));
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
            URI uri = exchange.getRequestURI();
            asked.add(exchange.getRequestMethod() + " " + uri);
            exchange.getRequestBody().readAllBytes();
            Answer known = answers.getOrDefault(uri.toString(), answers.get(uri.getPath()));
            send(exchange, page, Optional.ofNullable(known));
        }
    }

    /** Sends the page's file of the path; where it has none, the answer, or that nothing is there. */
    static void send(HttpExchange exchange, ServedPage page, Optional<Answer> answer) throws IOException {
        Optional<PageFile> file = page.file(exchange.getRequestURI().getPath());
        if (file.isPresent()) {
            file.get().headers().forEach(exchange.getResponseHeaders()::set);
            send(exchange, 200, file.get().bytes());
        } else {
            Answer due = answer.orElse(Answer.NOTHING);
            exchange.getResponseHeaders().set("Content-Type", due.type());
            send(exchange, due.status(), due.body());
        }
    }

    private static void send(HttpExchange exchange, int status, ByteBuffer body) throws IOException {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
