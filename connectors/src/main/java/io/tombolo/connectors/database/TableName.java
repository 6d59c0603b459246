package io.tombolo.connectors.database;

import java.util.Optional;

/**
 * A table's full name, in the database's own upper and lower case. In text it is {@code schema.table} (of MySQL and MariaDB
 * {@code database.table}), cut at the first dot. A part that begins with a double quote or a backquote is read as SQL reads it,
 * so that a schema whose name holds a dot can be named too: {@code "eu.west".orders}.
 *
 * @param outer the schema, or the database of MySQL and MariaDB
 * @param name the table's own name
 */
public record TableName(String outer, String name) implements Comparable<TableName> {

    public TableName {
        if (outer.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("table '" + outer + "." + name + "': both parts must have a name");
        }
    }

    /**
     * Reads a name as users write it.
     *
     * @throws IllegalArgumentException if it does not have two parts, or a quote is not closed
     */
    public static TableName parse(String text) {
        return parsed(text)
                .orElseThrow(() -> new IllegalArgumentException("table " + text
                        + ": must be schema.table, or database.table of MySQL and MariaDB; a part in quotes is read as SQL"
                        + " reads it"));
    }

    private static Optional<TableName> parsed(String text) {
        int end = partEnd(text, 0);
        if (end < 1 || end >= text.length() - 1 || text.charAt(end) != '.') {
            return Optional.empty();
        }
        String rest = text.substring(end + 1);
        if (isQuote(rest.charAt(0)) && partEnd(rest, 0) != rest.length()) {
            return Optional.empty();
        }
        return Optional.of(new TableName(unquoted(text.substring(0, end)), unquoted(rest)));
    }

    /** Where the part that begins at {@code start} ends: at its closing quote or at the next dot; -1 if it is not closed. */
    private static int partEnd(String text, int start) {
        if (text.isEmpty() || !isQuote(text.charAt(start))) {
            int dot = text.indexOf('.', start);
            return dot < 0 ? text.length() : dot;
        }
        char quote = text.charAt(start);
        int at = start + 1;
        while (at < text.length()) {
            if (text.charAt(at) == quote) {
                if (at + 1 == text.length() || text.charAt(at + 1) != quote) {
                    return at + 1;
                }
                at++;
            }
            at++;
        }
        return -1;
    }

    private static String unquoted(String part) {
        if (!isQuote(part.charAt(0))) {
            return part;
        }
        String quote = part.substring(0, 1);
        return part.substring(1, part.length() - 1).replace(quote + quote, quote);
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '`';
    }

    /** As Debezium and the events' {@code source.object} write it: both parts with a dot between, without quotes. */
    public String dotted() {
        return outer + "." + name;
    }

    /** As SQL takes it, with that quote around the parts that need it. */
    String inSql(char quote) {
        return inSql(outer, quote) + "." + inSql(name, quote);
    }

    /** As SQL takes it, whatever the parts are: a reserved word as the name of a schema too. */
    public String quoted(char quote) {
        return quoted(outer, quote) + "." + quoted(name, quote);
    }

    static String inSql(String part, char quote) {
        return part.matches("[a-z_][a-z0-9_]*") ? part : quoted(part, quote);
    }

    static String quoted(String part, char quote) {
        return quote + part.replace(String.valueOf(quote), String.valueOf(quote) + quote) + quote;
    }

    /** As {@link #parse} reads it back. */
    @Override
    public String toString() {
        String first = outer.indexOf('.') >= 0 || isQuote(outer.charAt(0)) ? quoted(outer, '"') : outer;
        String second = isQuote(name.charAt(0)) ? quoted(name, '"') : name;
        return first + "." + second;
    }

    @Override
    public int compareTo(TableName other) {
        int byOuter = outer.compareTo(other.outer);
        return byOuter == 0 ? name.compareTo(other.name) : byOuter;
    }
}
