package io.tombolo.consumer.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/** Sends receipts to the owner's server: the signature is all that it asks for. */
final class UsagePost {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(20), 4 << 20, 0);
    private static final JsonMapper JSON = BoundedJson.mapper(1_000_000);
    private static final String AHEAD = "urn:tombolo:problem:future";

    private final String base;
    private final BoundedHttp http;

    /** What the owner's server answered. */
    sealed interface Answer {
        /** It has the receipt, and knows the agreement so. */
        record Recorded(String agreement) implements Answer {}

        /** It will never take it. */
        record Refused(String why) implements Answer {}

        /** It may take it later. */
        record Later(String why) implements Answer {}
    }

    UsagePost(URI server, HttpAccess access) {
        base = server.toString().replaceAll("/+$", "") + "/v1/agreements/";
        http = access.http(LIMITS);
    }

    /** @param what {@code usage} or {@code erased} */
    Answer send(String agreement, String what, String note) throws InterruptedException {
        try {
            HttpAnswer answer = http.send(HttpRequest.newBuilder(URI.create(base + agreement + "/" + what))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            JSON.createObjectNode().put("note", note).toString()))
                    .build());
            if (answer.status() == 200) {
                return new Answer.Recorded(answer.text());
            }
            JsonNode problem = JSON.readTree(answer.text());
            String why = problem.path("detail").asText("HTTP status " + answer.status());
            boolean mayComeLater = answer.status() == 429
                    || answer.status() >= 500
                    || problem.path("type").asText().equals(AHEAD);
            return mayComeLater ? new Answer.Later(why) : new Answer.Refused(why);
        } catch (IOException e) {
            return new Answer.Later(base + ": no answer: " + e);
        }
    }

    /**
     * Erasures that an agreement's consumer has to know of.
     *
     * @throws IOException when the owner's server does not answer now, or not with a list of them
     */
    JsonNode erasures(String agreement) throws IOException, InterruptedException {
        HttpAnswer answer = http.send(HttpRequest.newBuilder(URI.create(base + agreement + "/erasures"))
                .build());
        if (answer.status() != 200) {
            throw new IOException("HTTP status " + answer.status());
        }
        JsonNode erasures = JSON.readTree(answer.text()).path("erasures");
        if (!erasures.isArray()) {
            throw new IOException("the answer has no list of erasures");
        }
        return erasures;
    }
}
