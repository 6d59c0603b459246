package io.tombolo.reconcile.form;

import io.tombolo.connectors.database.SourceColumn;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's values as comparable text, by the column's type and by what the feed makes of it. */
public final class PostgresForms {

    private PostgresForms() {}

    /**
     * The form of a column.
     *
     * @param feed the newest Avro schema of its field; null when the feed has no events yet
     * @return empty for a type that this can't compare
     */
    public static Optional<ValueForm> of(SourceColumn column, @Nullable Schema feed) {
        return of('"' + column.name().replace("\"", "\"\"") + '"', column.baseType(), feed);
    }

    private static Optional<ValueForm> of(String value, String baseType, @Nullable Schema union) {
        Schema feed = union == null ? Schema.create(Schema.Type.STRING) : FeedText.bare(union);
        String type = baseType.replaceFirst("\\([^)]*\\)", "");
        if (type.endsWith("[]") && feed.getType() == Schema.Type.ARRAY) {
            return array(value, baseType, feed);
        }
        return Optional.ofNullable(scalar(value, type, feed));
    }

    private static @Nullable ValueForm scalar(String value, String type, Schema feed) {
        boolean text = feed.getType() == Schema.Type.STRING;
        return switch (type) {
            case "smallint", "integer", "bigint", "oid" -> plain(value + "::text");
            // Of one that has no scale of its own the connector drops the zeros at its end.
            case "numeric" ->
                text
                        ? new ValueForm("trim_scale(" + value + ")::text", schema -> FeedText::trimmed)
                        : plain(value + "::text");
            case "money" -> text ? output(value) : plain(value + "::numeric::text");
            case "boolean" -> plain(value + "::text");
            case "real", "double precision" ->
                text
                        ? output(value)
                        : new ValueForm(
                                "encode(float8send(" + value + "::float8), 'hex')", schema -> FeedText::doubleBits);
            case "bytea" -> text ? output(value) : hashed("encode(sha256(" + value + "), 'hex')");
            case "date" ->
                text ? output(value) : plain(finite(value, "(" + value + " - date '1970-01-01')::text"));
            case "timestamp without time zone", "timestamp with time zone" -> micros(finite(value, epoch(value)));
            case "time without time zone" -> text ? output(value) : micros(epoch(value));
            case "time with time zone" -> micros(epoch("(" + value + " AT TIME ZONE 'UTC')"));
            case "interval" -> interval(value);
            case "bit", "bit varying" ->
                switch (feed.getType()) {
                    case BOOLEAN -> plain("(" + value + "::text = '1')::text");
                    case BYTES -> new ValueForm("ltrim(" + value + "::text, '0')", schema -> FeedText::bits);
                    default -> output(value);
                };
            case "point" ->
                text
                        ? output(value)
                        : new ValueForm(
                                "encode(float8send((" + value + ")[0]), 'hex') || ',' || encode(float8send((" + value
                                        + ")[1]), 'hex')",
                                schema -> FeedText::point);
            // As JSON, in an order of the extension's own.
            case "hstore" -> null;
            default -> text || feed.getType() == Schema.Type.ENUM ? output(value) : null;
        };
    }

    private static Optional<ValueForm> array(String value, String baseType, Schema feed) {
        String item = baseType.substring(0, baseType.length() - 2);
        return of("one.item", item, feed.getElementType())
                .map(form -> new ValueForm(
                        "CASE WHEN " + value + " IS NULL THEN NULL ELSE '{' || coalesce((SELECT string_agg(coalesce("
                                + form.sql() + ", '~'), ',' ORDER BY one.place) FROM unnest(" + value
                                + ") WITH ORDINALITY AS one(item, place)), '') || '}' END",
                        schema -> FeedText.items(form.feed().apply(FeedText.bare(schema.getElementType())))));
    }

    private static ValueForm interval(String value) {
        return new ValueForm(
                "(extract(year from " + value + ") * 12 + extract(month from " + value + "))::bigint::text || ',' || "
                        + "extract(day from " + value + ")::bigint::text || ',' || ((extract(hour from " + value
                        + ") * 3600 + extract(minute from " + value + ") * 60 + extract(second from " + value
                        + ")) * 1000000)::bigint::text",
                schema -> FeedText::interval);
    }

    private static String epoch(String value) {
        return "(extract(epoch from " + value + ") * 1000000)::bigint::text";
    }

    private static String finite(String value, String otherwise) {
        return "CASE WHEN isfinite(" + value + ") THEN " + otherwise + " ELSE " + value + "::text END";
    }

    private static ValueForm plain(String sql) {
        return new ValueForm(sql, FeedText::plain);
    }

    private static ValueForm micros(String sql) {
        return new ValueForm(sql, FeedText::micros);
    }

    private static ValueForm hashed(String sql) {
        return new ValueForm(sql, schema -> FeedText::hash);
    }

    /** The database's own text, by the type's output function: a cast takes blanks from a char and adds a mask to an address. */
    private static ValueForm output(String value) {
        return hashed("CASE WHEN " + value + " IS NULL THEN NULL ELSE encode(sha256(convert_to(concat(" + value
                + "), 'UTF8')), 'hex') END");
    }
}
