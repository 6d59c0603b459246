package io.tombolo.connectors.row;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One column of a file.
 *
 * @param name its name in the dataset: the header's, with every character that Avro forbids turned into {@code _}
 * @param type what its values are
 */
public record Column(String name, ColumnType type) {

    /** Reads {@code name:type,name:type,…}, as {@link #spec} writes it. */
    public static List<Column> parse(String spec) {
        List<Column> columns = new ArrayList<>();
        for (String part : splitOutsideParentheses(spec)) {
            int colon = part.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("column '" + part.trim() + "': write name:type");
            }
            columns.add(new Column(part.substring(0, colon).trim(), ColumnType.parse(part.substring(colon + 1))));
        }
        return List.copyOf(columns);
    }

    /** The columns as a connector's configuration holds them. */
    public static String spec(List<Column> columns) {
        return columns.stream().map(c -> c.name() + ":" + c.type()).collect(Collectors.joining(","));
    }

    private static List<String> splitOutsideParentheses(String spec) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < spec.length(); i++) {
            char c = spec.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(spec.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(spec.substring(start));
        return parts;
    }
}
