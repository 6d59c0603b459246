package io.tombolo.cli.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimitException;
import io.tombolo.http.HttpLimits;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.server.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --server}, and the questions that commands ask there. */
public final class Server {
    /** An evidence file of 32 MiB is the largest answer. */
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofMinutes(1), 64 << 20, 0);

    private static final URI NOT_NAMED = URI.create("http://127.0.0.1:8480");

    private static final JsonMapper JSON = BoundedJson.mapper(1_000_000);

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:TOMBOLO_SERVER:-http://127.0.0.1:8480}",
            description = "the read side of a running tombolo up (default: ${DEFAULT-VALUE}; also from TOMBOLO_SERVER)")
    private URI url = NOT_NAMED;

    @Option(
            names = "--connection",
            paramLabel = "FILE",
            description = "with what to connect to a secured server: its DIR/security/client.properties (also from"
                    + " TOMBOLO_CONNECTION); names the server too, if --server does not")
    private @Nullable Path connectionFile = Optional.ofNullable(System.getenv("TOMBOLO_CONNECTION"))
            .filter(file -> !file.isEmpty())
            .map(Path::of)
            .orElse(null);

    private final HttpLimits limits;
    private @Nullable Connection connection;
    private @Nullable BoundedHttp client;

    public Server() {
        this(LIMITS);
    }

    Server(HttpLimits limits) {
        this.limits = limits;
    }

    /** With what this command connects to it. */
    public Connection connection() {
        if (connection == null) {
            connection = connectionFile == null ? Connection.OPEN : Connection.read(connectionFile);
        }
        return connection;
    }

    /** Its read side. */
    public ProvenanceClient readSide() {
        return new ProvenanceClient(url(), http());
    }

    private BoundedHttp http() {
        if (client == null) {
            client = connection().http().http(limits);
        }
        return client;
    }

    private static JsonNode json(URI asked, HttpAnswer answer) {
        String is = ": is that the read side of a tombolo up?";
        JsonNode json;
        try {
            json = JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new CommandException(asked + " did not answer with JSON" + is, e);
        }
        if (!json.isObject()) {
            throw new CommandException(asked + " did not answer with a JSON object" + is);
        }
        return json;
    }

    /** Where it is. */
    public URI url() {
        return url.equals(NOT_NAMED) ? connection().server().map(URI::create).orElse(url) : url;
    }

    /** Asks that one instead. */
    public Server at(String base) {
        url = URI.create(base);
        return this;
    }

    /** Asks that one instead, with this connection. */
    public Server at(String base, Connection with) {
        connection = with;
        return at(base);
    }

    /** Another one that is reached with the same connection. */
    public Server beside(String base) {
        Server other = new Server(limits).at(base);
        other.connection = connection();
        return other;
    }

    /** Where the parts of that server listen. */
    public Endpoints endpoints() {
        JsonNode json = getJson("/api/v1/endpoints");
        return new Endpoints(
                text(json, "kafka"),
                text(json, "registry"),
                text(json, "connect"),
                text(json, "api"),
                text(json, "push"));
    }

    /** Ends the command if that server's ledger takes no logs of this organisation: its rows would never be anchored. */
    public void mustAnchor(String organisation) {
        String names = getJson("/api/v1/endpoints").path("organisations").asText();
        if (!names.isEmpty() && !List.of(names.split(",")).contains(organisation)) {
            throw new CommandException("the server at " + url() + " anchors for " + names + " only, not for "
                    + organisation + ": its ledger file says so");
        }
    }

    private String text(JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw new CommandException("the server at " + url() + " does not say where its " + field + " is");
        }
        return json.path(field).asText();
    }

    /** The datasets that the server knows, each a JSON object. */
    public JsonNode datasets() {
        JsonNode datasets = getJson("/api/v1/datasets").path("datasets");
        if (!datasets.isArray()) {
            throw new CommandException("the server at " + url() + " does not list its datasets");
        }
        return datasets;
    }

    /** GET that must succeed with a JSON object; an error's own message becomes ours. */
    public JsonNode getJson(String path, String... query) {
        URI asked = uri(path, query);
        return json(asked, good(asked, get(asked)));
    }

    public byte[] getBytes(String path, String... query) {
        URI asked = uri(path, query);
        return good(asked, get(asked)).body();
    }

    /** As {@link #getBytes}, but empty where the server's error is this one. */
    public Optional<byte[]> findBytes(String error, String path, String... query) {
        URI asked = uri(path, query);
        HttpAnswer answer = get(asked);
        if (answer.status() != 200 && error.equals(said(answer, "error"))) {
            return Optional.empty();
        }
        return Optional.of(good(asked, answer).body());
    }

    private static HttpAnswer good(URI asked, HttpAnswer answer) {
        if (answer.status() == 200) {
            return answer;
        }
        String message = said(answer, "message");
        throw new CommandException(
                message.isEmpty()
                        ? asked + " answered with HTTP status " + answer.status()
                                + ": is it the read side of a server? tombolo up prints its address"
                        : message);
    }

    /** One of the texts of an error; empty if the answer is not in our server's form. */
    private static String said(HttpAnswer answer, String field) {
        try {
            return JSON.readTree(answer.body()).path(field).asText();
        } catch (IOException e) {
            return "";
        }
    }

    private URI uri(String path, String... query) {
        String base = url().toString().replaceAll("/+$", "");
        String asked = Stream.iterate(0, i -> i < query.length, i -> i + 2)
                .map(i -> query[i] + "=" + URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(base + path + (asked.isEmpty() ? "" : "?" + asked));
    }

    private HttpAnswer get(URI asked) {
        try {
            return http().send(HttpRequest.newBuilder(asked).build());
        } catch (HttpLimitException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        } catch (SSLException e) {
            throw new CommandException(
                    url() + ": TLS failed (" + e.getMessage()
                            + "): give the server's client.properties with --connection",
                    e);
        } catch (IOException e) {
            throw new CommandException(
                    "no server answers at " + url()
                            + ": start one with tombolo up, or say where it is with --server URL",
                    e);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--server " + url + ": must be an http URL, as http://127.0.0.1:8480", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while asking " + url(), e);
        }
    }
}
