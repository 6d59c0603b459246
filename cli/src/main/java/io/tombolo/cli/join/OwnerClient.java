package io.tombolo.cli.join;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimitException;
import io.tombolo.http.HttpLimits;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;

/** Asks an owner's server about invitations and credentials; what it refuses ends the command with its own words. */
final class OwnerClient {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofMinutes(1), 16 << 20, 0);
    private static final JsonMapper JSON = BoundedJson.mapper(1_000_000);

    private final URI base;
    private final BoundedHttp http;

    OwnerClient(URI base, HttpAccess access) {
        this.base = base;
        this.http = access.http(LIMITS);
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    JsonNode post(String path, ObjectNode body) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private URI uri(String path) {
        return URI.create(base.toString().replaceAll("/+$", "") + path);
    }

    private JsonNode send(HttpRequest.Builder request) {
        HttpAnswer answer;
        try {
            answer = http.send(request.build());
        } catch (HttpLimitException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        } catch (SSLException e) {
            throw new CommandException(
                    base + ": TLS failed (" + e.getMessage()
                            + "): another server than the one that was expected, or a clock is" + " wrong (here it is "
                            + Instant.now() + ")",
                    e);
        } catch (IOException e) {
            throw new CommandException(
                    "no server answers at " + base + ": try the same command again when the owner's server runs", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while asking " + base, e);
        }
        JsonNode json = json(answer);
        if (answer.status() >= 300) {
            String detail = json.path("detail").asText();
            throw new CommandException(
                    detail.isEmpty()
                            ? base + " answered with HTTP status " + answer.status()
                                    + ": is it a server's agreements port?"
                            : detail);
        }
        return json;
    }

    private JsonNode json(HttpAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new CommandException(
                    base + " did not answer with JSON (HTTP status " + answer.status()
                            + "): is it a server's agreements port?",
                    e);
        }
    }

    /** A field that must be there. */
    static String text(JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw new CommandException("the owner's server gave no " + field);
        }
        return json.path(field).textValue();
    }
}
