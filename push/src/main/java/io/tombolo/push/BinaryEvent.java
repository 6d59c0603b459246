package io.tombolo.push;

import io.tombolo.http.server.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A CloudEvent in binary mode: attributes in headers that begin with {@code ce-}, data in the body. */
final class BinaryEvent {

    static final String PREFIX = "ce-";
    private static final String THING = "CloudEvent";

    private BinaryEvent() {}

    /**
     * The attributes that headers say, or null when no header begins with {@code ce-}.
     *
     * @param headers names in lower case without {@code ce-}, values as they came
     * @param mediaType of the body, which is the data
     * @throws Problem.Refusal when an attribute is missing or can't be
     */
    static @Nullable CloudAttributes of(Map<String, String> headers, String mediaType) {
        if (headers.isEmpty() || mediaType.startsWith("application/cloudevents")) {
            // In structured mode a sender may repeat the attributes as headers: the body is what counts.
            return null;
        }
        Map<String, String> said = new HashMap<>();
        headers.forEach((name, value) -> said.put(name, decoded(name, value)));
        CloudAttributes attributes = CloudAttributes.of(THING, said);
        CloudAttributes.requireJson(THING, mediaType);
        return attributes;
    }

    /** As the HTTP binding says it: quotes taken off, then percent-encoded UTF-8. */
    private static String decoded(String name, String value) {
        String text = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
                : value;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 126 || c < ' ') {
                throw bad(name, "must be printable ASCII, other characters percent-encoded");
            }
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw bad(name, "a percent sign must be followed by two hexadecimal digits");
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad(name, "must be UTF-8 when percent-decoded");
        }
    }

    private static Problem.Refusal bad(String name, String limit) {
        return CloudAttributes.refused("header " + PREFIX + name, "can't be decoded", limit);
    }
}
