package io.tombolo.connectors.database.matrix;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One type of a database, and values of it.
 *
 * @param name what the page calls it; makes a table's name too
 * @param root the name by which the oracle renders it
 * @param declared as it is in CREATE TABLE
 * @param values SQL expressions
 */
record MatrixType(String name, String root, String declared, List<String> values) {

    /** Handled as another that is run in every build. */
    private static final Set<String> EASY = Set.of(
            "cidr",
            "macaddr",
            "macaddr8",
            "cid",
            "regtype",
            "oidvector",
            "txid_snapshot",
            "int8range",
            "numrange",
            "tsrange",
            "daterange",
            "nummultirange",
            "tsmultirange",
            "spanmultirange",
            "lquery",
            "cube",
            "isbn",
            "_int2",
            "_int8",
            "_oid",
            "_float4",
            "_varchar",
            "_bpchar",
            "_char",
            "_name",
            "_bit",
            "_jsonb",
            "_cidr",
            "_macaddr",
            "_box",
            "_circle",
            "_int4range",
            "_cents",
            "_citext",
            "_ltree",
            "_timetz",
            "lseg",
            "line");

    static MatrixType type(String root, String declared, String... values) {
        return new MatrixType(declared, root, declared, List.of(values));
    }

    /** In a build those that are not handled as another one; all of them with {@code -Pmatrix}. */
    static List<MatrixType> chosen(List<MatrixType> types) {
        String only = System.getProperty("matrix.only", "");
        return types.stream()
                .filter(type -> only.isEmpty() || type.name().matches(only))
                .filter(type -> whole() || !EASY.contains(type.root()))
                .toList();
    }

    static boolean whole() {
        return Boolean.getBoolean("matrix.whole");
    }

    String table() {
        return name.toLowerCase(Locale.ROOT)
                .replace("[]", "_list")
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("_$", "");
    }
}
