package io.tombolo.connectors.captured;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's text of an hstore, {@code "a"=>"1", "b"=>NULL}: as JSON, its names sorted. */
final class HstoreText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String text;
    private int at;

    private HstoreText(String text) {
        this.text = text;
    }

    static String json(String text) {
        try {
            return JSON.writeValueAsString(new HstoreText(text).pairs());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written", e);
        }
    }

    private Map<String, @Nullable String> pairs() {
        Map<String, @Nullable String> pairs = new TreeMap<>();
        while (at < text.length()) {
            String name = quoted();
            at += "=>".length();
            if (text.startsWith("NULL", at)) {
                at += "NULL".length();
                pairs.put(name, null);
            } else {
                pairs.put(name, quoted());
            }
            at += ", ".length();
        }
        return pairs;
    }

    private String quoted() {
        StringBuilder part = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            part.append(text.charAt(at));
        }
        at++;
        return part.toString();
    }
}
