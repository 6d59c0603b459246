package io.tombolo.connectors;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Connect's REST interface, as a test needs it: what the worker says will pass is asked again. */
public record ConnectRest(URI uri) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    public void put(String connector, Map<String, String> config) {
        send("PUT", "/connectors/" + connector + "/config", json(config));
    }

    public void post(String path) {
        send("POST", path, "");
    }

    public String get(String path) {
        return send("GET", path, "");
    }

    /** The trace of the connector's first task, empty when it has not failed. */
    public String taskTrace(String connector) {
        JsonNode all = tree(get("/connectors?expand=status"));
        return all.path(connector)
                .path("status")
                .path("tasks")
                .path(0)
                .path("trace")
                .asText("");
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(json, e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String send(String method, String path, String body) {
        HttpResponse<String> answer = await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .pollInSameThread()
                .until(() -> once(method, path, body), heard -> !passes(heard));
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** A worker that starts or rebalances; or one that could not write to its topic of settings just then. */
    private static boolean passes(HttpResponse<String> answer) {
        return answer.statusCode() == 409
                || answer.statusCode() == 503
                || (answer.statusCode() == 500 && answer.body().contains("can be safely retried"));
    }

    private HttpResponse<String> once(String method, String path, String body) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(uri + path))
                            .header("Content-Type", "application/json")
                            .timeout(PATIENCE)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
