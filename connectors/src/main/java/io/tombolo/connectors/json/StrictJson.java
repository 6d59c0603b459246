package io.tombolo.connectors.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text: strict UTF-8, every number as it is written ({@link JsonNumber}), no name twice in an object, nothing behind the
 * value. Halves of surrogate pairs, which JSON can escape, are let through: see {@link WholeText}.
 */
public final class StrictJson {

    /** Objects and arrays within each other at most. */
    public static final int DEEPEST = 500;

    /** Characters of a number at most. */
    public static final int LONGEST_NUMBER = 1_000;

    /** Characters of a name at most. */
    public static final int LONGEST_NAME = 50_000;

    /** What the parser says of its own settings and places, which does not help the author of the text. */
    private static final Pattern FROM_WHERE = Pattern.compile(", from `[^`]*`|: enable `[^`]*` to allow.*"
            + "| \\(start marker at .*| \\(not recognized as one since .*");

    private static final char REPLACEMENT = '\uFFFD';

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNameLength(LONGEST_NAME)
                    // The text itself has a limit, independent of its reader.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private StrictJson() {}

    /**
     * Reads UTF-8.
     *
     * @throws BadJsonException says what is wrong, and where
     */
    public static JsonNode read(byte[] bytes, int offset, int length) throws BadJsonException {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        // What is not UTF-8 became this character, unless the source has it.
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes, offset, length)) {
            throw BadJsonException.encoding();
        }
        return read(text);
    }

    private static boolean isUtf8(byte[] bytes, int offset, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Reads a text.
     *
     * @throws BadJsonException says what is wrong, and where
     */
    public static JsonNode read(String text) throws BadJsonException {
        try (JsonParser parser = JSON.createParser(text)) {
            try {
                JsonToken first = parser.nextToken();
                if (first == null) {
                    throw BadJsonException.at(1, 1, "no value");
                }
                JsonNode value = value(parser, first);
                if (parser.nextToken() != null) {
                    JsonLocation at = parser.currentTokenLocation();
                    throw BadJsonException.at(at.getLineNr(), at.getColumnNr(), "there is more text after the value");
                }
                return value;
            } catch (JsonProcessingException e) {
                throw bad(e, parser);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can be read", e);
        }
    }

    /** Whether it is the text of a JSON object. */
    public static boolean isObject(String text) {
        try {
            return read(text).isObject();
        } catch (BadJsonException e) {
            return false;
        }
    }

    private static BadJsonException bad(JsonProcessingException e, JsonParser parser) {
        JsonLocation told = e.getLocation();
        JsonLocation at = told == null ? parser.currentLocation() : told;
        return BadJsonException.at(
                at.getLineNr(),
                at.getColumnNr(),
                WholeText.shown(FROM_WHERE.matcher(e.getOriginalMessage()).replaceAll("")));
    }

    private static JsonNode value(JsonParser parser, JsonToken token) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (token) {
            case START_OBJECT -> object(parser, nodes.objectNode());
            case START_ARRAY -> array(parser, nodes.arrayNode());
            case VALUE_STRING -> nodes.textNode(parser.getText());
            case VALUE_NUMBER_INT -> new JsonNumber(parser.getText(), true);
            case VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText(), false);
            case VALUE_TRUE, VALUE_FALSE -> nodes.booleanNode(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> nodes.nullNode();
            default -> throw new IllegalStateException("a JSON value begins with " + token);
        };
    }

    private static ObjectNode object(JsonParser parser, ObjectNode object) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            object.set(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser, ArrayNode array) throws IOException {
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            array.add(value(parser, next));
        }
        return array;
    }

    /** A value as maps, lists, texts, booleans and {@link JsonNumber}s, which a JSON writer writes as they were. */
    public static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
            return fields;
        }
        if (node.isArray()) {
            List<@Nullable Object> items = new ArrayList<>(node.size());
            node.forEach(item -> items.add(plain(item)));
            return items;
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        return node.isNull() ? null : node.isBoolean() ? (Object) node.booleanValue() : node;
    }
}
