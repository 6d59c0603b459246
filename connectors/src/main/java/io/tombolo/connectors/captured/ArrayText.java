package io.tombolo.connectors.captured;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's text of an array: its items, null for NULL. */
final class ArrayText {

    private final String text;
    private final List<@Nullable String> items = new ArrayList<>();
    private int at = 1;

    private ArrayText(String text) {
        this.text = text;
    }

    static List<@Nullable String> items(String text) {
        if (text.startsWith("[")) {
            throw new BadValueException(text, "an array whose first index is not 1 has no place in a list");
        }
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw new BadValueException(text, "is not the text of an array");
        }
        return new ArrayText(text).read();
    }

    private List<@Nullable String> read() {
        if (text.equals("{}")) {
            return items;
        }
        while (at < text.length()) {
            char first = text.charAt(at);
            if (first == '{') {
                throw new BadValueException(text, "an array of more than one dimension has no place in a list");
            }
            items.add(first == '"' ? quoted() : bare());
            at++;
        }
        return items;
    }

    private String quoted() {
        StringBuilder item = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            item.append(text.charAt(at));
        }
        at++;
        return item.toString();
    }

    private @Nullable String bare() {
        int from = at;
        while (text.charAt(at) != ',' && at < text.length() - 1) {
            at++;
        }
        String item = text.substring(from, at);
        return item.equals("NULL") ? null : item;
    }
}
