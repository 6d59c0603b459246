package io.tombolo.connectors.database;

/**
 * One column of a shared table, and what becomes of it.
 *
 * @param source the column in the database
 * @param field its field in the events, in Avro's letters
 * @param avro the field's type in the events, as {@code long} or {@code array<string>}
 * @param shared whether its values leave the database
 * @param note what is special about it, in a few words; empty if nothing is
 */
public record SharedColumn(SourceColumn source, String field, String avro, boolean shared, String note) {}
