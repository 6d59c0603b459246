package io.tombolo.reconcile.form;

import io.tombolo.connectors.database.SourceColumn;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** MariaDB's values as comparable text, by the column's type and by what the feed makes of it. */
public final class MariaDbForms {

    private MariaDbForms() {}

    /**
     * The form of a column.
     *
     * @param feed the newest Avro schema of its field; null when the feed has no events yet
     * @return empty for a type that this can't compare
     */
    public static Optional<ValueForm> of(SourceColumn column, @Nullable Schema feed) {
        String value = '`' + column.name().replace("`", "``") + '`';
        String type = column.baseType().toLowerCase(Locale.ROOT).replaceFirst("[ (].*", "");
        Schema bare = feed == null ? Schema.create(Schema.Type.STRING) : FeedText.bare(feed);
        return Optional.ofNullable(scalar(value, type, bare));
    }

    private static @Nullable ValueForm scalar(String value, String type, Schema feed) {
        boolean text = feed.getType() == Schema.Type.STRING;
        return switch (type) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year" ->
                feed.getType() == Schema.Type.BOOLEAN
                        ? plain("IF(" + value + " IS NULL, NULL, IF(" + value + ", 'true', 'false'))")
                        : plain("CAST(" + value + " AS CHAR)");
            case "decimal", "numeric" -> plain("CAST(" + value + " AS CHAR)");
            case "float", "double" -> text ? output(value) : doubles(value);
            case "date" ->
                text ? output(value) : plain("CAST(DATEDIFF(" + value + ", '1970-01-01') AS CHAR)");
            case "datetime", "timestamp" ->
                micros("CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', " + value + ") AS CHAR)");
            case "time" ->
                text ? output(value) : micros("CAST(CAST(TIME_TO_SEC(" + value + ") * 1000000 AS SIGNED) AS CHAR)");
            case "bit" ->
                feed.getType() == Schema.Type.BOOLEAN
                        ? plain("IF(" + value + " IS NULL, NULL, IF(" + value + ", 'true', 'false'))")
                        : new ValueForm(
                                "TRIM(LEADING '0' FROM CONV(HEX(" + value + "), 16, 2))", schema -> FeedText::bits);
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
                hashed("SHA2(" + value + ", 256)");
            default -> text || feed.getType() == Schema.Type.ENUM ? output(value) : null;
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
        return new ValueForm(
                "IF(" + value + " IS NULL, NULL, LOWER(CONCAT(" + swapped + ")))", schema -> FeedText::doubleBits);
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

    private static ValueForm output(String value) {
        return hashed("SHA2(CONVERT(" + value + " USING utf8mb4), 256)");
    }
}
