package io.tombolo.verification.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads and writes JSON (RFC 8259). What it writes is what Python's {@code json.dumps(value, indent=2, ensure_ascii=False)} and a
 * newline are, so that a verifier in another language can make the same bytes with what it has.
 */
public final class JsonText {
    private static final int MAX_DEPTH = 12;
    /** A tree of values, names and brackets takes many times the memory of its text: for each so many bytes that may be read. */
    private static final int BYTES_FOR_A_TOKEN = 8;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Map<Integer, JsonFactory> FACTORIES = new ConcurrentHashMap<>();

    private JsonText() {}

    private static JsonFactory factory(int maxTokens) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(32 << 20)
                        .maxNumberLength(20)
                        .maxTokenCount(maxTokens)
                        .build())
                .build();
    }

    /** An empty object, to be filled in the order in which it is to be written. */
    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /**
     * Reads one object: strict UTF-8, no duplicate names, nothing behind it.
     *
     * @param what names the document in messages
     * @throws MalformedException for anything else
     */
    public static ObjectNode read(byte[] bytes, String what, int limit) {
        if (bytes.length > limit) {
            throw new MalformedException(what + ": " + bytes.length + " bytes, limit " + limit);
        }
        String text;
        try {
            text = StrictText.utf8(bytes);
        } catch (MalformedException e) {
            throw new MalformedException(what + ": not UTF-8 text");
        }
        int maxTokens = Math.max(1000, limit / BYTES_FOR_A_TOKEN);
        try (JsonParser parser =
                FACTORIES.computeIfAbsent(maxTokens, JsonText::factory).createParser(text)) {
            JsonToken first = parser.nextToken();
            JsonNode node = first == null ? NODES.missingNode() : value(parser, first);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one value", parser.currentTokenLocation());
            }
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new MalformedException(what + ": must be one JSON object");
        } catch (StreamConstraintsException e) {
            throw new MalformedException(what + ": nested deeper than " + MAX_DEPTH
                    + ", a number or text too long, or over " + maxTokens + " values, names and brackets");
        } catch (IOException e) {
            JsonLocation at = e instanceof JsonProcessingException wrong ? wrong.getLocation() : null;
            throw new MalformedException(what + ": no JSON"
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
    }

    /** As an ObjectMapper reads it, whose start takes longer than all else here. The parser limits the depth. */
    private static JsonNode value(JsonParser parser, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    object.set(name, value(parser, parser.nextToken()));
                }
                return object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    array.add(value(parser, next));
                }
                return array;
            }
            case VALUE_STRING -> {
                return NODES.textNode(parser.getText());
            }
            case VALUE_NUMBER_INT -> {
                return switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    default -> NODES.numberNode(parser.getBigIntegerValue());
                };
            }
            case VALUE_NUMBER_FLOAT -> {
                return NODES.numberNode(parser.getDoubleValue());
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            }
            case VALUE_NULL -> {
                return NODES.nullNode();
            }
            default -> throw new JsonParseException(parser, "no value");
        }
    }

    /** The one spelling of a value, with a final newline. */
    public static String write(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(out, node, "\n");
        return out.append('\n').toString();
    }

    private static void write(StringBuilder out, JsonNode node, String newline) {
        if (node.isObject()) {
            writeObject(out, node, newline);
        } else if (node.isArray()) {
            writeArray(out, node, newline);
        } else if (node.isTextual()) {
            writeString(out, node.textValue());
        } else if (node.isIntegralNumber() || node.isBoolean() || node.isNull()) {
            out.append(node.asText());
        } else {
            throw new MalformedException("a " + node.getNodeType() + " has no place here");
        }
    }

    private static void writeObject(StringBuilder out, JsonNode node, String newline) {
        String inner = newline + "  ";
        String before = "{";
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            out.append(before).append(inner);
            writeString(out, member.getKey());
            out.append(": ");
            write(out, member.getValue(), inner);
            before = ",";
        }
        out.append(node.isEmpty() ? "{}" : newline + "}");
    }

    private static void writeArray(StringBuilder out, JsonNode node, String newline) {
        String inner = newline + "  ";
        String before = "[";
        for (JsonNode element : node) {
            out.append(before).append(inner);
            write(out, element, inner);
            before = ",";
        }
        out.append(node.isEmpty() ? "[]" : newline + "]");
    }

    private static void writeString(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
