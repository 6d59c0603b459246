package io.tombolo.connectors.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Names in one text, separated by commas. A backslash before a comma, a colon or a backslash makes that character a part of the
 * name; before any other character it is one itself. White space around a name does not belong to it.
 */
public final class NameList {

    private NameList() {}

    /** The names of a text; none of an empty one. */
    public static List<String> parse(String text) {
        return cut(text, ',').stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(NameList::unescaped)
                .toList();
    }

    /** The text that {@link #parse} reads as these names. */
    public static String of(List<String> names) {
        return names.stream().map(NameList::escaped).collect(Collectors.joining(","));
    }

    /**
     * One {@code OLD:NEW}.
     *
     * @throws IllegalArgumentException if there is not exactly one colon that is not part of a name
     */
    public static Map.Entry<String, String> pair(String text) {
        List<String> both = cut(text, ':');
        if (both.size() != 2 || both.get(0).isBlank() || both.get(1).isBlank()) {
            throw new IllegalArgumentException(
                    "'" + text + "': must be OLD:NEW; a colon that belongs to a name is written \\:");
        }
        return Map.entry(unescaped(both.get(0).strip()), unescaped(both.get(1).strip()));
    }

    /**
     * One {@code NAME:ITEM,ITEM}.
     *
     * @throws IllegalArgumentException if there is not exactly one colon that is not part of a name, or nothing behind it
     */
    public static Map.Entry<String, List<String>> pairOfList(String text) {
        List<String> both = cut(text, ':');
        List<String> items = both.size() == 2 ? parse(both.get(1)) : List.of();
        if (items.isEmpty() || both.get(0).isBlank()) {
            throw new IllegalArgumentException("must be NAME:ITEM,ITEM; a colon that belongs to a name is written \\:");
        }
        return Map.entry(unescaped(both.get(0).strip()), items);
    }

    /** The items of a text, still with their backslashes. */
    public static List<String> items(String text) {
        return cut(text, ',').stream().filter(item -> !item.isBlank()).toList();
    }

    private static List<String> cut(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length() && isSpecial(text.charAt(at + 1))) {
                at++;
            } else if (text.charAt(at) == separator) {
                parts.add(text.substring(start, at));
                start = at + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unescaped(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (int at = 0; at < name.length(); at++) {
            if (name.charAt(at) == '\\' && at + 1 < name.length() && isSpecial(name.charAt(at + 1))) {
                at++;
            }
            plain.append(name.charAt(at));
        }
        return plain.toString();
    }

    /** A name as it is in a list. */
    public static String escaped(String name) {
        return name.replaceAll("[\\\\,:]", "\\\\$0");
    }

    private static boolean isSpecial(char c) {
        return c == ',' || c == ':' || c == '\\';
    }
}
