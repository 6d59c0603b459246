package io.tombolo.dsp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A message of another connector. It is read as plain JSON in the protocol's own context, which every connector must be able to send;
 * members that are not known are left alone.
 */
final class Incoming {
    static final String CONTEXT = "https://w3id.org/dspace/2025/1/context.jsonld";
    /** Bytes of a message. */
    static final int LARGEST = 256 << 10;

    private static final int LONGEST_ID = 512;
    private static final int LONGEST_ADDRESS = 2_048;
    private static final int SHOWN = 100;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(100)
                            .maxStringLength(LARGEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode json;

    private Incoming(JsonNode json) {
        this.json = json;
    }

    /** @throws Refusal.NotTaken when it is not a JSON object with the protocol's context and that type */
    static Incoming read(ByteBuffer body, String type) {
        Incoming message = new Incoming(parsed(body));
        JsonNode context = message.json.path("@context");
        boolean known = context.isArray()
                ? stream(context).anyMatch(one -> one.asText().equals(CONTEXT))
                : context.asText().equals(CONTEXT);
        if (!known) {
            throw Refusal.malformed("@context: must have " + CONTEXT);
        }
        String given = message.json.path("@type").asText();
        if (!given.equals(type)) {
            throw Refusal.malformed("@type: " + shown(given) + ", must be " + type);
        }
        return message;
    }

    /** @throws Refusal.NotTaken when it is not a JSON object */
    static Incoming plain(ByteBuffer body) {
        return new Incoming(parsed(body));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode parsed(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json.isObject()) {
                return json;
            }
            throw Refusal.malformed("the message is not a JSON object");
        } catch (JsonProcessingException e) {
            throw Refusal.malformed("the message is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Refusal.malformed("the message is not JSON: " + e.getMessage());
        }
    }

    /** {@code @id}; empty where there is none. */
    String id() {
        return optional("@id").orElse("");
    }

    /** An identifier that must be there. */
    String text(String name) {
        return optional(name).orElseThrow(() -> Refusal.malformed(name + ": is missing"));
    }

    /** A text of at most 512 characters, or none. */
    Optional<String> optional(String name) {
        return text(name, json.path(name), LONGEST_ID);
    }

    /** A text below a member, as {@code offer} and {@code @id}. */
    Optional<String> below(String member, String name) {
        return text(member + "." + name, json.path(member).path(name), LONGEST_ID);
    }

    String address(String name) {
        return text(name, json.path(name), LONGEST_ADDRESS).orElseThrow(() -> Refusal.malformed(name + ": is missing"));
    }

    private static Optional<String> text(String name, JsonNode value, int longest) {
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.asText().isEmpty() || value.asText().length() > longest) {
            throw Refusal.malformed(name + ": must be a text of 1 to " + longest + " characters");
        }
        return Optional.of(value.asText());
    }

    /** A member as it is; a missing node where there is none. */
    JsonNode member(String name) {
        return json.path(name);
    }

    /** A text of others in a message: cut, and without control characters. */
    static String shown(String text) {
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return "'" + cut.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
