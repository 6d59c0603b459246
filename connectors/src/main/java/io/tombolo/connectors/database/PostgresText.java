package io.tombolo.connectors.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL would answer, as text, for a value that a recipient has decoded: {@code format('%s', column)} in a session with
 * {@code TimeZone=UTC}, {@code DateStyle=ISO}, {@code IntervalStyle=postgres}, {@code bytea_output=hex} and {@code lc_monetary=C}.
 */
public final class PostgresText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MICROS_OF_MILLI = 1_000;

    private PostgresText() {}

    /**
     * The text.
     *
     * @param type the name of the column's type in {@code pg_type}, of a domain that of what it is over; arrays begin with {@code _}
     * @param field the schema of the field in the row, which may be a union with null
     * @param value as Avro's generic reader gives it
     */
    public static @Nullable String of(String type, Schema field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Schema schema = notNull(field);
        if (schema.getType() == Schema.Type.ARRAY) {
            return array(type.substring(1), schema.getElementType(), (List<?>) value);
        }
        return switch (type) {
            case "timestamptz" -> zoned(value.toString());
            case "interval" -> PostgresInterval.of(value.toString());
            case "hstore" -> hstore(value.toString());
            case "money" -> money(plain(schema, value));
            case "bit" -> value instanceof Boolean bit ? (bit ? "1" : "0") : value.toString();
            case "point", "line", "circle", "lseg", "box", "path", "polygon" ->
                PostgresShape.of(type, (GenericRecord) value);
            default -> byAvro(schema, value);
        };
    }

    private static String byAvro(Schema schema, Object value) {
        String logical = String.valueOf(schema.getProp("logicalType"));
        return switch (logical) {
            case "date" -> PostgresTimes.date((Integer) value);
            case "time-millis" -> PostgresTimes.time((Integer) value * MICROS_OF_MILLI);
            case "time-micros" -> PostgresTimes.time((Long) value);
            case "local-timestamp-millis" -> PostgresTimes.timestamp((Long) value, MICROS_OF_MILLI);
            case "local-timestamp-micros" -> PostgresTimes.timestamp((Long) value, 1);
            case "decimal" -> plain(schema, value).toPlainString();
            default ->
                switch (schema.getType()) {
                    case BOOLEAN -> (Boolean) value ? "t" : "f";
                    case FLOAT -> FloatText.of((Float) value);
                    case DOUBLE -> FloatText.of((Double) value);
                    case BYTES -> "\\x" + HexFormat.of().formatHex(bytes(value));
                    default -> value.toString();
                };
        };
    }

    private static BigDecimal plain(Schema schema, Object value) {
        return new BigDecimal(
                new BigInteger(bytes(value)), ((LogicalTypes.Decimal) schema.getLogicalType()).getScale());
    }

    private static byte[] bytes(Object value) {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static String zoned(String iso) {
        return iso.endsWith("infinity") ? iso : PostgresTimes.zoned(iso);
    }

    private static String money(BigDecimal amount) {
        String digits = String.format(Locale.ROOT, "%,.2f", amount.abs());
        return (amount.signum() < 0 ? "-$" : "$") + digits;
    }

    private static String array(String type, Schema items, List<?> values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            String text = of(type, items, value);
            texts.add(text == null ? "NULL" : quoted(text));
        }
        return "{" + String.join(",", texts) + "}";
    }

    private static String quoted(String text) {
        boolean bare = !text.isEmpty()
                && !text.equalsIgnoreCase("NULL")
                && text.chars().noneMatch(c -> "{}\",\\".indexOf(c) >= 0 || isSpace(c));
        return bare ? text : inQuotes(text);
    }

    private static boolean isSpace(int character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }

    private static String inQuotes(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** In the order that the database keeps: short names first, then by their bytes. */
    private static String hstore(String json) {
        try {
            Map<String, @Nullable String> pairs = JSON.readValue(json, new TypeReference<>() {});
            List<String> texts = new ArrayList<>();
            pairs.keySet().stream()
                    .sorted(Comparator.<String>comparingInt(name -> name.getBytes(StandardCharsets.UTF_8).length)
                            .thenComparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                    .forEach(name -> {
                        String value = pairs.get(name);
                        texts.add(inQuotes(name) + "=>" + (value == null ? "NULL" : inQuotes(value)));
                    });
            return String.join(", ", texts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an hstore that is not JSON: " + json, e);
        }
    }

    private static Schema notNull(Schema field) {
        if (!field.isUnion()) {
            return field;
        }
        return field.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }
}
