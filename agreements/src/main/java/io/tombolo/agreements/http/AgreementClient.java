package io.tombolo.agreements.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.CredentialRequest;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks an owner's node about agreements. What its operator may do needs a client with the operator's token; what the other side does, it proves
 * by its signature.
 */
public final class AgreementClient {
    /** For the client that is given. */
    public static final HttpLimits LIMITS = new HttpLimits(Duration.ofMinutes(1), 16 << 20, 0);

    private static final JsonMapper JSON = BoundedJson.mapper(1_000_000);

    private final String base;
    private final BoundedHttp http;

    /** @param base such as {@code https://node.acme.example:8491}, with or without a final slash */
    public AgreementClient(URI base, BoundedHttp http) {
        this.base = base.toString().replaceAll("/+$", "") + "/v1/agreements";
        this.http = http;
    }

    /** Offers terms; fields as the resource's description names them. */
    public Agreement offer(ObjectNode terms) {
        return agreement(post("", terms));
    }

    /** All that the caller may see, as JSON. */
    public JsonNode list() {
        return get("").path("agreements");
    }

    /** One, as JSON with what the owner adds to it. */
    public JsonNode show(String id) {
        return get("/" + id);
    }

    /** That one, checked. */
    public Agreement find(String id) {
        return agreement(show(id));
    }

    /** What the owner's operator does. */
    public Agreement act(String id, String action, String reason) {
        return agreement(post("/" + id + "/" + action, JSON.createObjectNode().put("reason", reason)));
    }

    /** A step that somebody signed. */
    public Agreement take(String id, SignedNote note, Optional<String> proposed) {
        ObjectNode body = JSON.createObjectNode().put("note", note.format());
        proposed.ifPresent(terms -> body.put("terms", terms));
        return agreement(post("/" + id + "/steps", body));
    }

    /** The consumer's new password and token, and where to connect to. */
    public JsonNode credentials(Agreement agreement, KeyPair key, Instant now) {
        SignedNote note = new CredentialRequest(agreement.id(), now)
                .signed(agreement.terms().consumer().name(), key);
        return post("/" + agreement.id() + "/credentials", JSON.createObjectNode().put("note", note.format()));
    }

    private static Agreement agreement(JsonNode json) {
        return AgreementFile.read(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)));
    }

    private JsonNode post(String path, ObjectNode body) {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** @throws AgreementRefusedException when the node refuses; {@link UncheckedIOException} when it does not answer as it should */
    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpAnswer answer = http.send(request.build());
            JsonNode json = JSON.readTree(answer.text());
            if (answer.status() >= 300) {
                String type = json.path("type").asText("urn:tombolo:problem:unknown");
                throw new AgreementRefusedException(
                        answer.status(),
                        type.substring(type.lastIndexOf(':') + 1),
                        json.path("detail").asText("HTTP status " + answer.status()));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new MalformedException(base + ": did not answer with JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(base + ": no answer" + (e.getMessage() == null ? "" : ": " + e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(base + ": interrupted", new IOException(e));
        }
    }
}
