package io.tombolo.dsp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/** Requests to a connector, as another one or its operator sends them. */
final class Wire {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BoundedHttp HTTP = new BoundedHttp(new HttpLimits(Duration.ofMinutes(1), 10_000_000, 0));

    private Wire() {}

    static HttpAnswer post(Dataspace to, String path, String body, String... headers) {
        return postAs("application/json", to, path, body, headers);
    }

    static HttpAnswer postAs(String type, Dataspace to, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.uri() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    static HttpAnswer get(Dataspace from, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(from.uri() + path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static HttpAnswer send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(answer.text(), e);
        }
    }

    /** A message in the protocol's context; single quotes stand for double ones. */
    static String message(String type, String members) {
        return ("{'@context':['" + Incoming.CONTEXT + "'],'@type':'" + type + "'" + (members.isEmpty() ? "" : ",")
                        + members + "}")
                .replace('\'', '"');
    }

    static String control(Dataspace of, Kind kind, String pid, String member) {
        return json(get(of, "/control/" + kind.path() + "/" + pid)).path(member).asText();
    }
}
