package io.tombolo.connectors.database;

/**
 * One column of a table, as the database's catalogue describes it.
 *
 * @param name in the database's own upper and lower case
 * @param type the declared type as the database writes it, as {@code numeric(10,2)} or {@code mood[]}
 * @param baseType the same with domains resolved: of a domain over {@code numeric(5,2)} that type
 * @param kind what sort of type the base type is
 * @param nullable whether a row may have no value in it
 * @param generated whether the database computes its values from other columns
 * @param large whether PostgreSQL may store its values apart from the row (TOAST), so that its log does not hold an unchanged one
 */
public record SourceColumn(
        String name, String type, String baseType, Kind kind, boolean nullable, boolean generated, boolean large) {

    /** What sort of type a column has. */
    public enum Kind {
        BASE,
        ARRAY,
        ENUM,
        COMPOSITE,
        RANGE,
        MULTIRANGE,
        OTHER
    }
}
