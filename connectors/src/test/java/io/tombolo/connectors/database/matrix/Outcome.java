package io.tombolo.connectors.database.matrix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What came of one type. */
final class Outcome {

    private final MatrixType type;
    private String becomes = "";
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Set<String>> refused = new LinkedHashMap<>();

    Outcome(MatrixType type) {
        this.type = type;
    }

    MatrixType type() {
        return type;
    }

    void becomes(String what) {
        becomes = what;
    }

    String becomes() {
        return becomes;
    }

    void wrong(String what) {
        wrong.add(type.name() + ": " + what);
    }

    List<String> wrong() {
        return wrong;
    }

    /** @param reason as {@code BAD_VALUE: …} */
    void refused(String reason, String kind) {
        refused.computeIfAbsent(reason, key -> new TreeSet<>()).add(kind);
    }

    Map<String, Set<String>> refused() {
        return refused;
    }
}
