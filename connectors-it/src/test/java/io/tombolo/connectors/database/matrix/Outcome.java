package io.tombolo.connectors.database.matrix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What came of one type. */
final class Outcome {

    private static final String UNAVAILABLE = "UNAVAILABLE_VALUE";

    private final MatrixType type;
    private String becomes = "";
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Set<String>> refusedBy = new LinkedHashMap<>();
    private final Map<String, Set<String>> kindsOf = new LinkedHashMap<>();

    Outcome(MatrixType type) {
        this.type = type;
    }

    MatrixType type() {
        return type;
    }

    void becomes(String what) {
        becomes = what;
    }

    void wrong(String what) {
        wrong.add(type.name() + ": " + what);
    }

    List<String> wrong() {
        return wrong;
    }

    /**
     * A change was refused.
     *
     * @param reason the code
     * @param why the sentence
     * @param value the SQL of what was refused
     * @param kind of change
     */
    void refused(String reason, String why, String value, String kind) {
        String key = reason.equals(UNAVAILABLE) ? reason : reason + ": " + why;
        refusedBy.computeIfAbsent(key, one -> new TreeSet<>()).add(value);
        kindsOf.computeIfAbsent(key, one -> new TreeSet<>()).add(kind);
    }

    /** The type's line in the page. */
    String line() {
        String refusals = refusedBy.entrySet().stream()
                .map(entry -> said(entry.getKey(), entry.getValue()))
                .sorted()
                .collect(Collectors.joining("<br>"));
        return "| `" + type.name() + "` | " + becomes + " | " + refusals + " |";
    }

    private String said(String key, Set<String> values) {
        if (key.equals(UNAVAILABLE)) {
            return "`" + UNAVAILABLE + "`: a large value that did not change, without `REPLICA IDENTITY FULL`";
        }
        int colon = key.indexOf(": ");
        String shown = values.stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "));
        boolean backfillOnly = kindsOf.getOrDefault(key, Set.of()).equals(Set.of("back-fill"));
        return "`" + key.substring(0, colon) + "` for " + shown.replace("|", "\\|")
                + (backfillOnly ? " in a back-fill" : "") + ": " + key.substring(colon + 2);
    }
}
