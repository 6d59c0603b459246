package io.tombolo.connectors.database;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * What MariaDB would answer, as text, for a value that a recipient has decoded, in a session with {@code time_zone='+00:00'}; the
 * zeros at the end of a second's fraction left out. The kinds, and the SQL that gives the same text of a column {@code c}:
 *
 * <ul>
 *   <li>{@code text}, {@code decimal}, {@code date}, {@code datetime}, {@code timestamp}, {@code time}, {@code year}: {@code c}
 *   <li>{@code int}: {@code cast(c AS decimal(20))}
 *   <li>{@code float}: {@code cast(c AS double)}, written as Java writes that number
 *   <li>{@code hex}, of binary types: {@code hex(c)}
 *   <li>{@code bit}: {@code cast(c AS unsigned)}
 *   <li>{@code geometry}: {@code concat(st_srid(c), ' ', hex(st_asbinary(c)))}
 * </ul>
 */
public final class MariaDbText {

    private static final long MICROS_OF_MILLI = 1_000;

    private MariaDbText() {}

    /**
     * The text.
     *
     * @param kind as above
     * @param field the schema of the field in the row, which may be a union with null
     * @param value as Avro's generic reader gives it
     */
    public static @Nullable String of(String kind, Schema field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Schema schema = field.isUnion()
                ? field.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : field;
        return switch (kind) {
            case "hex" -> HexFormat.of().withUpperCase().formatHex(bytes(value));
            case "bit" -> bits(value);
            case "float" -> Double.toString(((Number) value).doubleValue());
            case "geometry" -> geometry((GenericRecord) value);
            case "timestamp" -> value.toString().replace('T', ' ').replaceAll("(\\.0+|(\\.\\d*?)0*)?Z$", "$2");
            case "date" -> PostgresTimes.date((Integer) value);
            case "datetime" -> PostgresTimes.timestamp((Long) value, factor(schema));
            case "time" -> time(((Number) value).longValue() * factor(schema));
            case "year" -> String.format(Locale.ROOT, "%04d", ((Number) value).intValue());
            default ->
                schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                        ? new BigDecimal(new BigInteger(bytes(value)), decimal.getScale()).toPlainString()
                        : plain(value);
        };
    }

    private static String plain(Object value) {
        return value instanceof Boolean truth ? (truth ? "1" : "0") : value.toString();
    }

    private static long factor(Schema schema) {
        return String.valueOf(schema.getProp("logicalType")).endsWith("millis") ? MICROS_OF_MILLI : 1;
    }

    private static String time(long micros) {
        return micros < 0 ? "-" + PostgresTimes.time(-micros) : PostgresTimes.time(micros);
    }

    /** Debezium's bytes of bits begin with the lowest. */
    private static String bits(Object value) {
        if (value instanceof Boolean bit) {
            return bit ? "1" : "0";
        }
        byte[] little = bytes(value);
        byte[] big = new byte[little.length];
        for (int i = 0; i < little.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        return new BigInteger(1, big).toString();
    }

    private static String geometry(GenericRecord value) {
        Object srid = value.get("srid");
        return (srid == null ? 0 : srid) + " " + HexFormat.of().withUpperCase().formatHex(bytes(value.get("wkb")));
    }

    private static byte[] bytes(Object value) {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
