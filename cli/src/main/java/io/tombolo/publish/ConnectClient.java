package io.tombolo.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimitException;
import io.tombolo.http.HttpLimits;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The few calls of Kafka Connect's REST interface that sharing needs. */
public final class ConnectClient {
    private static final JsonMapper JSON = BoundedJson.mapper(500_000);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;
    private static final int MOST_RESTARTS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofMinutes(1), 16 << 20, 0);

    private final URI worker;
    private final RetryPolicy<HttpAnswer> untilItPasses;
    private final BoundedHttp http;
    private final Map<String, Integer> restarted = new HashMap<>();

    /** @param worker base URL of the interface */
    public ConnectClient(String worker) {
        this(worker, HttpAccess.OPEN);
    }

    /** As {@link #ConnectClient(String)}, for a worker that is secured. */
    public ConnectClient(String worker, HttpAccess access) {
        this(worker, access.http(LIMITS), policy -> policy.withMaxRetries(-1).withMaxDuration(PATIENCE));
    }

    /** @param end until when a request is made again while the worker says that it can't do it just now */
    ConnectClient(String worker, HttpLimits limits, UnaryOperator<RetryPolicyBuilder<HttpAnswer>> end) {
        this(worker, new BoundedHttp(limits), end);
    }

    private ConnectClient(String worker, BoundedHttp http, UnaryOperator<RetryPolicyBuilder<HttpAnswer>> end) {
        this.http = http;
        this.worker = URI.create(worker.replaceAll("/+$", ""));
        this.untilItPasses = end.apply(RetryPolicy.<HttpAnswer>builder()
                        // A policy handles failures too unless it is configured otherwise; a worker that is gone is
                        // reported at once.
                        .handleIf((response, failure) -> failure == null && passes(response))
                        .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2))
                        .withJitter(0.2))
                .build();
    }

    /** A connector's state and its task's, and the first line of what went wrong. */
    public record Status(String connector, String task, String trouble) {
        public boolean failed() {
            return connector.equals("FAILED") || task.equals("FAILED");
        }
    }

    public List<String> names() {
        List<String> names = new ArrayList<>();
        found("GET", "/connectors", null).ifPresent(list -> list.forEach(name -> names.add(name.asText())));
        return names;
    }

    /** A connector's settings; empty when there is no connector of that name. */
    public Optional<Map<String, String>> config(String name) {
        return found("GET", "/connectors/" + encode(name) + "/config", null).map(json -> {
            Map<String, String> settings = new LinkedHashMap<>();
            json.properties()
                    .forEach(entry ->
                            settings.put(entry.getKey(), entry.getValue().asText()));
            return settings;
        });
    }

    public void put(String name, Map<String, String> config) {
        try {
            call("PUT", "/connectors/" + encode(name) + "/config", JSON.writeValueAsString(config));
        } catch (IOException e) {
            throw new IllegalStateException("a map of strings that is not JSON", e);
        }
    }

    /** Whether the worker has a connector class among its plugins. */
    public boolean has(String connectorClass) {
        for (JsonNode plugin : found("GET", "/connector-plugins", null).orElse(MissingNode.getInstance())) {
            if (plugin.path("class").asText().equals(connectorClass)) {
                return true;
            }
        }
        return false;
    }

    public void pause(String name) {
        call("PUT", "/connectors/" + encode(name) + "/pause", "");
    }

    /** Deletes the connector; its offsets stay, so that one of the same name continues. */
    public void remove(String name) {
        call("DELETE", "/connectors/" + encode(name), "");
    }

    /** Forgets how far a stopped connector was: one of the same name begins again. */
    public void forget(String name) {
        call("DELETE", "/connectors/" + encode(name) + "/offsets", "");
    }

    public void resume(String name) {
        call("PUT", "/connectors/" + encode(name) + "/resume", "");
    }

    public void restart(String name) {
        call("POST", "/connectors/" + encode(name) + "/restart?includeTasks=true&onlyFailed=true", "");
    }

    /** Stops the connector and its task; its offsets stay. */
    public void stop(String name) {
        call("PUT", "/connectors/" + encode(name) + "/stop", "");
    }

    /** The source offsets, as Connect answers; missing when there are none. */
    public JsonNode offsets(String name) {
        return found("GET", "/connectors/" + encode(name) + "/offsets", null).orElse(MissingNode.getInstance());
    }

    public Status status(String name) {
        return status(name, trace -> false);
    }

    /**
     * As {@link #status}, for a caller that waits for the connector: a task that Kafka Connect ended by a fault of its own, which passes, is
     * restarted. After five restarts it has failed like any other. Not for several threads.
     */
    public Status statusWhileWaiting(String name) {
        return status(
                name,
                trace ->
                        EmbeddedConnect.restartHelps(trace) && restarted.merge(name, 1, Integer::sum) <= MOST_RESTARTS);
    }

    private Status status(String name, Predicate<String> restarts) {
        JsonNode json =
                found("GET", "/connectors/" + encode(name) + "/status", null).orElse(MissingNode.getInstance());
        JsonNode connector = json.path("connector");
        JsonNode task = json.path("tasks").path(0);
        String trace = task.path("trace").asText(connector.path("trace").asText(""));
        if (task.path("state").asText().equals("FAILED") && restarts.test(trace)) {
            restart(name);
            return new Status(connector.path("state").asText("UNASSIGNED"), "RESTARTING", "");
        }
        return new Status(
                connector.path("state").asText("UNASSIGNED"),
                task.path("state").asText("UNASSIGNED"),
                Trouble.of(name, trace, () -> config(name).orElse(Map.of())));
    }

    private Optional<JsonNode> found(String method, String path, @Nullable String body) {
        HttpAnswer response = send(method, path, body);
        if (response.status() == NOT_FOUND) {
            return Optional.empty();
        }
        return Optional.of(json(path, good(path, response)));
    }

    private void call(String method, String path, String body) {
        good(path, send(method, path, body));
    }

    private HttpAnswer good(String path, HttpAnswer response) {
        if (response.status() / 100 != 2) {
            String said = json(path, response).path("message").asText(response.text());
            throw new PublishException("Kafka Connect at " + worker + " refused: " + said);
        }
        return response;
    }

    private static JsonNode json(String path, HttpAnswer response) {
        try {
            return JSON.readTree(response.text());
        } catch (JsonProcessingException e) {
            throw new PublishException(
                    "Kafka Connect did not answer " + path + " with JSON, status " + response.status() + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private HttpAnswer send(String method, String path, @Nullable String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(worker + path))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            return Failsafe.with(untilItPasses).get(() -> http.send(request));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw new PublishException("interrupted while asking Kafka Connect", e);
            }
            if (e.getCause() instanceof HttpLimitException limit) {
                throw new PublishException("Kafka Connect does not answer as it should: " + limit.getMessage(), e);
            }
            Object why = e.getCause() instanceof ConnectException ? "the connection is refused" : e.getCause();
            throw new PublishException("Kafka Connect does not answer at " + worker + ": " + why, e);
        }
    }

    /**
     * A worker that starts or rebalances answers 503 or 409. One that could not write to its topic of settings, as happens when it
     * was made the group's leader just then, answers 500 and says in its text only that one may ask again.
     */
    private static boolean passes(HttpAnswer response) {
        int status = response.status();
        return status == CONFLICT
                || status == UNAVAILABLE
                || (status == FAILED && response.text().contains("can be safely retried"));
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
