package io.tombolo.verification.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the members of one object, each once; what is missing, of another type or left over is {@link MalformedException}. */
public final class JsonFields {
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?Z");

    private final ObjectNode object;
    private final String what;
    private final Set<String> taken = new HashSet<>();

    /** @param what names the object in messages, as {@code evidence.record} */
    public JsonFields(JsonNode node, String what) {
        if (!(node instanceof ObjectNode given)) {
            throw new MalformedException(what + ": must be an object");
        }
        this.object = given;
        this.what = what;
    }

    /** Refuses members that nobody asked for. */
    public void end() {
        object.fieldNames().forEachRemaining(name -> {
            if (!taken.contains(name)) {
                throw new MalformedException(what + ": unknown member '" + shortened(name) + "'");
            }
        });
    }

    public String text(String name) {
        return text(take(name), name);
    }

    public Optional<String> optionalText(String name) {
        JsonNode node = takeOptional(name);
        return node == null ? Optional.empty() : Optional.of(text(node, name));
    }

    /** A whole number from 0 to 2^63-1. */
    public long number(String name) {
        return number(take(name), name);
    }

    /** As {@link #number}; empty for null and for no such member. */
    public Optional<Long> optionalNumber(String name) {
        JsonNode node = takeOptional(name);
        return node == null ? Optional.empty() : Optional.of(number(node, name));
    }

    /** Bytes in standard base64 with padding, in their only spelling. */
    public Bytes bytes(String name) {
        return base64(text(name), name);
    }

    public Optional<Bytes> optionalBytes(String name) {
        return optionalText(name).map(text -> base64(text, name));
    }

    /** As 2026-01-31T12:00:00Z: in UTC, seconds always, at most nine digits of a fraction. The JDK alone takes more than that. */
    public Optional<Instant> optionalTime(String name) {
        return optionalText(name).map(text -> {
            try {
                return Instant.parse(TIME.matcher(text).matches() ? text : "");
            } catch (DateTimeException e) {
                throw new MalformedException(
                        what + "." + name + ": '" + shortened(text) + "', must be a time as 2026-01-31T12:00:00Z");
            }
        });
    }

    public JsonFields object(String name) {
        return new JsonFields(take(name), what + "." + name);
    }

    public Optional<JsonFields> optionalObject(String name) {
        JsonNode node = takeOptional(name);
        return node == null ? Optional.empty() : Optional.of(new JsonFields(node, what + "." + name));
    }

    public List<JsonFields> objects(String name, int limit) {
        List<JsonFields> fields = new ArrayList<>();
        for (JsonNode node : array(name, limit)) {
            fields.add(new JsonFields(node, what + "." + name + "[" + fields.size() + "]"));
        }
        return fields;
    }

    /** As {@link #objects}; none for null and for no such member. */
    public List<JsonFields> optionalObjects(String name, int limit) {
        return takeOptional(name) == null ? List.of() : objects(name, limit);
    }

    public List<String> texts(String name, int limit) {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : array(name, limit)) {
            texts.add(text(node, name));
        }
        return texts;
    }

    public Optional<List<String>> optionalTexts(String name, int limit) {
        return takeOptional(name) == null ? Optional.empty() : Optional.of(texts(name, limit));
    }

    /** No for null and for no such member. */
    public boolean optionalFlag(String name) {
        JsonNode node = takeOptional(name);
        if (node != null && !node.isBoolean()) {
            throw new MalformedException(what + "." + name + ": must be true or false");
        }
        return node != null && node.booleanValue();
    }

    /** Decodes base64 in its only spelling. */
    public Bytes base64(String text, String name) {
        return Bytes.of(StrictText.base64(text, what + "." + name));
    }

    private JsonNode array(String name, int limit) {
        JsonNode node = take(name);
        if (!node.isArray()) {
            throw new MalformedException(what + "." + name + ": must be a list");
        }
        if (node.size() > limit) {
            throw new MalformedException(what + "." + name + ": " + node.size() + " elements, limit " + limit);
        }
        return node;
    }

    private String text(JsonNode node, String name) {
        if (!node.isTextual()) {
            throw new MalformedException(what + "." + name + ": must be text");
        }
        return node.textValue();
    }

    private long number(JsonNode node, String name) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw new MalformedException(what + "." + name + ": must be a whole number from 0 to 2^63-1");
        }
        return node.longValue();
    }

    private JsonNode take(String name) {
        JsonNode node = object.get(name);
        if (node == null) {
            throw new MalformedException(what + ": no member '" + name + "'");
        }
        taken.add(name);
        return node;
    }

    private @Nullable JsonNode takeOptional(String name) {
        taken.add(name);
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
