package io.tombolo.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a client of the endpoint heard. */
record Pushed(int status, JsonNode body, HttpResponse<String> response) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Pushed by(
            URI server, DatasetId dataset, String key, String idempotencyKey, String query, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/v1/datasets/" + dataset + "/events" + query))
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", idempotencyKey)
                .header("Content-Type", type)
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        return new Pushed(response.statusCode(), JSON.readTree(response.body()), response);
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    String detail() {
        return body.path("detail").asText();
    }

    boolean replayed() {
        return header("Idempotent-Replayed").equals("true");
    }
}
