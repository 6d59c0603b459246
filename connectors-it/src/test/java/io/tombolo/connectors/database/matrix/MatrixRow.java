package io.tombolo.connectors.database.matrix;

import org.jspecify.annotations.Nullable;

/**
 * A row of a matrix table, as the database writes it, or as a recipient's values are rendered.
 *
 * @param v the value, in a column that may be null
 * @param w the same in a column that is NOT NULL
 */
record MatrixRow(
        int id, int n, @Nullable String v, @Nullable String w) {

    @Override
    public String toString() {
        return "(" + id + ", " + n + ", " + cut(v) + ", " + cut(w) + ")";
    }

    private static String cut(@Nullable String text) {
        return text == null || text.length() < 80 ? String.valueOf(text) : text.substring(0, 80) + "…" + text.length();
    }
}
