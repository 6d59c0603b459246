package io.tombolo.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tombolo.page.PageServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Answers as a read side has them, {@code answers.json}, which {@code ContractTest} compares with its description. A test may change
 * them, what the stream sends, and whether the server is there at all.
 */
public final class RecordedNode implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();

    /** The dataset and the event that have answers. */
    static final String DATASET = "/api/v1/datasets/carriers.example/flights";

    static final String EVENT = DATASET + "/events/0/27000";

    private final ServedPage page = new ServedPage();
    private final Map<String, Function<Map<String, String>, Answer>> answers = new ConcurrentHashMap<>();
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private int port;
    private volatile boolean streaming = true;

    /** Starts on a free port of loopback, with all answers. */
    public RecordedNode() {
        recorded().properties().forEach(one -> json(one.getKey(), one.getValue()));
        made("/api/v1/datasets", query -> {
            ObjectNode all = recorded().withObject("/~1api~1v1~1datasets");
            ArrayNode wanted = JSON.createArrayNode();
            all.get("datasets").forEach(one -> {
                if (one.get("organisation")
                        .asText()
                        .equals(query.getOrDefault(
                                "organisation", one.get("organisation").asText()))) {
                    wanted.add(one);
                }
            });
            return all.put("total", wanted.size()).set("datasets", wanted);
        });
        bytes("/api/v1/evidence", 200, "application/json", resource("evidence.json"));
        server = listen();
    }

    /** A new copy of every answer, by its path. */
    static ObjectNode recorded() {
        try {
            return (ObjectNode) JSON.readTree(resource("answers.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = RecordedNode.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpServer listen() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            made.setExecutor(threads);
            made.createContext("/", this::answer);
            made.start();
            port = made.getAddress().getPort();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of a view, as {@code ledgers}. */
    public String address(String view) {
        return "http://127.0.0.1:" + port + "/#/" + view;
    }

    /** Answers a path by JSON, whatever its query is. */
    void json(String path, JsonNode body) {
        known(path, Answer.json(body.toString()));
    }

    /** Answers a path by JSON that is made of its query. */
    void made(String path, Function<Map<String, String>, JsonNode> body) {
        answers.put(path, query -> Answer.json(body.apply(query).toString()));
    }

    void bytes(String path, int status, String type, byte[] body) {
        known(path, new Answer(status, type, ByteBuffer.wrap(body)));
    }

    private void known(String path, Answer answer) {
        answers.put(path, query -> answer);
    }

    /** Answers a path by a problem document. */
    void refuse(String path, int status, String error, String message) {
        ObjectNode problem = JSON.createObjectNode()
                .put("type", "urn:tombolo:problem:" + error.replace('_', '-'))
                .put("title", error)
                .put("status", status)
                .put("detail", message)
                .put("error", error)
                .put("message", message);
        known(path, Answer.json(status, "application/problem+json", problem.toString()));
    }

    /** Sends an event to every page that follows the stream. */
    void send(String event, String data) {
        byte[] bytes = ("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        streams.removeIf(stream -> {
            try {
                stream.write(bytes);
                stream.flush();
                return false;
            } catch (IOException e) {
                return true;
            }
        });
    }

    /** How many pages follow the stream. */
    int followers() {
        return streams.size();
    }

    /** Paths with their queries, in the order in which they were asked for. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Nobody listens on its port any more. */
    void goAway() {
        server.stop(0);
        streams.clear();
    }

    /** It is back on the same port. */
    void comeBack() {
        server = listen();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestURI().toString());
        if (path.equals("/api/v1/stream") && streaming) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write(": hello\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            streams.add(out);
            return;
        }
        try (exchange) {
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            PageServer.send(
                    exchange, page, Optional.ofNullable(answers.get(path)).map(known -> known.apply(query)));
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new TreeMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                String[] halves = pair.split("=", 2);
                query.put(halves[0], URLDecoder.decode(halves.length < 2 ? "" : halves[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
