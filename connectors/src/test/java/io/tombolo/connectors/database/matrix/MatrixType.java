package io.tombolo.connectors.database.matrix;

import java.util.List;

/**
 * One type of a database, and values of it.
 *
 * @param name what the page calls it; makes a table's name too
 * @param root the name by which the oracle renders it
 * @param declared as it stands in CREATE TABLE
 * @param values SQL expressions
 */
record MatrixType(String name, String root, String declared, List<String> values) {

    static MatrixType of(String root, String declared, String... values) {
        return new MatrixType(declared, root, declared, List.of(values));
    }

    String table() {
        return name.toLowerCase(java.util.Locale.ROOT)
                .replace("[]", "_list")
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("_$", "");
    }
}
