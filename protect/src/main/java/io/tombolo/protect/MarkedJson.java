package io.tombolo.protect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * JSON texts with protected members, each {@code {"tombolo-protected":{"group":…,"value":base64}}}. What is not protected stays character by
 * character.
 */
final class MarkedJson {

    private static final String MARK = "\"" + ProtectedType.NAME + "\"";
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    /** What is in the place of a protected member. */
    @FunctionalInterface
    interface Member {
        /**
         * The JSON text in its place; empty when it stays.
         *
         * @param pointer the way to it in the row
         */
        Optional<String> read(String group, ProtectedValue value, String pointer);
    }

    private final String text;
    private final Member members;
    private final StringBuilder out = new StringBuilder();
    /** Where the parser is; made a text of its own for protected members alone, as there are far more other values. */
    private final StringBuilder pointer;

    private int copied;

    private MarkedJson(String text, String pointer, Member members) {
        this.text = text;
        this.pointer = new StringBuilder(pointer);
        this.members = members;
    }

    /** Whether a text may have protected members; most texts are seen not to by their first character. */
    static boolean may(CharSequence text) {
        int length = text instanceof Utf8 utf8 ? utf8.getByteLength() : text.length();
        if (length <= MARK.length()) {
            return false;
        }
        // A Utf8 decodes all of itself to say what its first character is.
        int first = text instanceof Utf8 utf8 ? utf8.getBytes()[0] : text.charAt(0);
        return (first == '{' || first == '[') && text.toString().contains(MARK);
    }

    /**
     * The text with its members read; as it is when it is not JSON.
     *
     * @param pointer of the text itself
     */
    static String read(String text, String pointer, Member members) {
        MarkedJson one = new MarkedJson(text, pointer, members);
        try (JsonParser parser = JSON.createParser(text)) {
            one.value(parser, parser.nextToken());
            return parser.nextToken() == null
                    ? one.out.append(text, one.copied, text.length()).toString()
                    : text;
        } catch (IOException e) {
            return text;
        }
    }

    /** Whether a text is one JSON value. */
    static boolean isValue(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private void value(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                inside(parser, parser.currentToken(), String.valueOf(i));
            }
        } else if (token == JsonToken.START_OBJECT) {
            object(parser);
        }
    }

    private void inside(JsonParser parser, @Nullable JsonToken token, String name) throws IOException {
        int outer = pointer.length();
        pointer.append(FieldPlace.pointer("", name));
        value(parser, token);
        pointer.setLength(outer);
    }

    private void object(JsonParser parser) throws IOException {
        int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
        JsonNode marked = null;
        int names = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            names++;
            JsonToken token = parser.nextToken();
            if (name.equals(ProtectedType.NAME) && token == JsonToken.START_OBJECT) {
                marked = parser.readValueAsTree();
            } else {
                inside(parser, token, name);
            }
        }
        if (marked != null && names == 1) {
            int end = Math.toIntExact(parser.currentTokenLocation().getCharOffset()) + 1;
            Optional<String> read = member(marked);
            if (read.isPresent()) {
                out.append(text, copied, start).append(read.get());
                copied = end;
            }
        }
    }

    /** Another object of that name stays. */
    private Optional<String> member(JsonNode marked) {
        JsonNode group = marked.path("group");
        JsonNode value = marked.path("value");
        if (marked.size() != 2
                || !group.isTextual()
                || !value.isTextual()
                || !ProtectedType.isGroup(group.textValue())) {
            return Optional.empty();
        }
        try {
            return ProtectedValue.read(value.binaryValue())
                    .flatMap(found -> members.read(group.textValue(), found, pointer.toString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
