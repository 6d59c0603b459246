package io.tombolo.reconcile.source;

import io.tombolo.connectors.database.PostgresText;
import io.tombolo.connectors.database.SourceColumn;
import java.util.Optional;
import java.util.Set;

/** PostgreSQL's values as comparable text: what the database answers, which {@link PostgresText} writes for a decoded value. */
final class PostgresForms {
    /** What a session must have set so that its text is that of {@link PostgresText}. */
    public static final String SESSION = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres';"
            + " SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET extra_float_digits = 1; SET xmloption = 'content'";

    /** Types in whose text neither sign of {@link RowHash} can stand. */
    private static final Set<String> PLAIN = Set.of(
            "smallint",
            "integer",
            "bigint",
            "oid",
            "numeric",
            "real",
            "double precision",
            "boolean",
            "uuid",
            "date",
            "timestamp without time zone",
            "timestamptz",
            "time without time zone",
            "interval");

    private PostgresForms() {}

    /** The form of a column; there is one for every type. */
    public static Optional<ValueForm> of(SourceColumn column) {
        String value = '"' + column.name().replace("\"", "\"\"") + '"';
        String type = type(column.baseType());
        // By the type's output function: a cast would take blanks from a char and add a mask to an address.
        String text = "format('%s', " + value + ")";
        if (PLAIN.contains(type)) {
            return Optional.of(new ValueForm(
                    orNull(value, text), schema -> FeedText.guarded(v -> PostgresText.of(type, schema, v))));
        }
        return Optional.of(new ValueForm(
                orNull(value, "encode(sha256(convert_to(" + text + ", 'UTF8')), 'hex')"),
                schema -> FeedText.hashed(FeedText.guarded(v -> PostgresText.of(type, schema, v)))));
    }

    private static String orNull(String value, String text) {
        return "CASE WHEN " + value + " IS NULL THEN NULL ELSE " + text + " END";
    }

    /** As {@code pg_type} names it, where {@link PostgresText} looks at the name. */
    private static String type(String declared) {
        if (declared.endsWith("[]")) {
            return "_" + type(declared.substring(0, declared.length() - 2));
        }
        String name = declared.replaceFirst("\\([^)]*\\)", "");
        return name.equals("timestamp with time zone") ? "timestamptz" : name.substring(name.lastIndexOf('.') + 1);
    }
}
