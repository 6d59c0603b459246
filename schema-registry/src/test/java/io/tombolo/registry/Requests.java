package io.tombolo.registry;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Requests as they come, without a client's good manners. */
final class Requests {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Requests() {}

    static HttpResponse<String> get(String uri) {
        return send("GET", uri, "");
    }

    static HttpResponse<String> send(String method, String uri, String body) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create(uri))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(method + " " + uri, e);
        }
    }
}
