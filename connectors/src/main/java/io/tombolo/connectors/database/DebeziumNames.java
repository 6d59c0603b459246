package io.tombolo.connectors.database;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names as Debezium's settings take them. Debezium reads a name as a regular expression that ignores upper and lower case, and cuts
 * lists at commas, colons and semicolons. What is written here matches one name only, letter by letter, and holds none of these.
 */
public final class DebeziumNames {

    private static final String EXACT_CASE = "(?-i)";
    private static final Pattern CODE_POINT = Pattern.compile("\\\\x\\{([0-9a-f]+)}");
    private static final Pattern OURS = Pattern.compile("\\(\\?-i\\)((?:[^\\\\.]|\\\\x\\{[0-9a-f]+})+)\\\\\\.(.+)");

    private DebeziumNames() {}

    /** For {@code table.include.list} and its like. */
    static String tables(List<TableName> tables) {
        return tables.stream().map(DebeziumNames::table).collect(Collectors.joining(","));
    }

    /** One table; the dot between its two parts is the only {@code \.} in it. */
    static String table(TableName table) {
        return EXACT_CASE + literal(table.outer()) + "\\." + literal(table.name());
    }

    /** For {@code database.include.list} and {@code schema.include.list}. */
    static String outers(List<TableName> tables) {
        return tables.stream()
                .map(TableName::outer)
                .distinct()
                .map(outer -> EXACT_CASE + literal(outer))
                .collect(Collectors.joining(","));
    }

    /** One column, for {@code column.exclude.list} and its like. */
    static String column(TableName table, String column) {
        return table(table) + "\\." + literal(column);
    }

    /** For {@code message.key.columns}: the columns that make each table's key. */
    public static String keys(Map<TableName, List<String>> keys) {
        return keys.entrySet().stream()
                .map(one -> table(one.getKey()) + ":"
                        + one.getValue().stream().map(DebeziumNames::literal).collect(Collectors.joining(",")))
                .collect(Collectors.joining(";"));
    }

    /** The tables of a list that {@link #tables} has made; an item of another making is there as it is, if it has two parts. */
    public static List<TableName> read(String list) {
        return Pattern.compile(",")
                .splitAsStream(list)
                .map(String::strip)
                .map(DebeziumNames::readTable)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<TableName> readTable(String item) {
        Matcher ours = OURS.matcher(item);
        if (ours.matches()) {
            return Optional.of(new TableName(plain(ours.group(1)), plain(ours.group(2))));
        }
        String other = item.replace("\\.", ".");
        int dot = other.indexOf('.');
        return dot > 0 && dot < other.length() - 1
                ? Optional.of(new TableName(other.substring(0, dot), other.substring(dot + 1)))
                : Optional.empty();
    }

    /** Letters, digits and underscores as they are, everything else by its number. */
    static String literal(String name) {
        StringBuilder pattern = new StringBuilder();
        name.codePoints()
                .forEach(c -> pattern.append(
                        c == '_' || Character.isLetterOrDigit(c)
                                ? Character.toString(c)
                                : "\\x{" + Integer.toHexString(c) + "}"));
        return pattern.toString();
    }

    private static String plain(String literal) {
        return CODE_POINT
                .matcher(literal)
                .replaceAll(code -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
    }
}
