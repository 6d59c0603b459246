package io.tombolo.reconcile.source;

import io.tombolo.connectors.database.MariaDbText;
import io.tombolo.connectors.database.SourceColumn;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** MariaDB's values as comparable text, by the column's type and by what the feed makes of it. */
final class MariaDbForms {
    /** What a session must have set. */
    public static final String SESSION = "SET SESSION time_zone = '+00:00', sql_mode = ''";

    private MariaDbForms() {}

    /**
     * The form of a column; there is one for every type.
     *
     * @param feed the newest Avro schema of its field; null when the feed has no events yet
     */
    public static Optional<ValueForm> of(SourceColumn column, @Nullable Schema feed) {
        String value = '`' + column.name().replace("`", "``") + '`';
        String type = column.baseType().toLowerCase(Locale.ROOT).replaceFirst("[ (].*", "");
        Schema bare = feed == null ? Schema.create(Schema.Type.STRING) : FeedText.bare(feed);
        return Optional.of(form(value, type, bare.getType()));
    }

    private static ValueForm form(String value, String type, Schema.Type feed) {
        if (feed == Schema.Type.BOOLEAN) {
            return plain("IF(" + value + " IS NULL, NULL, IF(" + value + ", 'true', 'false'))");
        }
        return switch (type) {
            // What zerofill puts before a number is not part of it.
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year", "decimal" ->
                plain("CAST(" + value + " + 0 AS CHAR)");
            case "float", "double" -> doubles(value);
            case "date" -> plain("CAST(DATEDIFF(" + value + ", '1970-01-01') AS CHAR)");
            case "datetime", "timestamp" ->
                micros("CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', " + value + ") AS CHAR)");
            case "time" -> micros("CAST(CAST(TIME_TO_SEC(" + value + ") * 1000000 AS SIGNED) AS CHAR)");
            case "bit" -> new ValueForm("CONV(HEX(" + value + "), 16, 2)", FeedText::bits);
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
                hashed("SHA2(" + value + ", 256)");
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection" ->
                new ValueForm(
                        "SHA2(CONCAT(ST_SRID(" + value + "), ' ', HEX(ST_ASBINARY(" + value + "))), 256)",
                        schema -> FeedText.hashed(FeedText.guarded(v -> MariaDbText.of("geometry", schema, v))));
            default -> hashed("SHA2(CONVERT(" + value + " USING utf8mb4), 256)");
        };
    }

    /** A dynamic column is the one place where MariaDB shows a double's own bits, the last byte first. */
    private static ValueForm doubles(String value) {
        StringBuilder swapped = new StringBuilder();
        for (int at = 15; at > 0; at -= 2) {
            swapped.append(swapped.isEmpty() ? "" : ", ")
                    .append("SUBSTR(RIGHT(HEX(COLUMN_CREATE(1, ")
                    .append(value)
                    .append(" AS DOUBLE)), 16), ")
                    .append(at)
                    .append(", 2)");
        }
        return new ValueForm("IF(" + value + " IS NULL, NULL, LOWER(CONCAT(" + swapped + ")))", FeedText::doubleBits);
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
}
