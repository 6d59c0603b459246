package io.tombolo.reconcile.source;

import java.util.function.Function;
import org.apache.avro.Schema;

/**
 * How one column's values become comparable text, by a query at the source and from Avro in the feed. The two must agree for equal
 * values and differ for others; null stays null on both sides.
 *
 * @param sql an expression of the database, null for a null
 * @param feed from a value of that Avro schema, never null, to the same text; the schema may be an older one of the column
 */
public record ValueForm(String sql, Function<Schema, Function<Object, String>> feed) {}
