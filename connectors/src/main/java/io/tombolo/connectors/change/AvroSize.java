package io.tombolo.connectors.change;

import io.tombolo.schemas.contract.ChangeEventSchema;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** How many bytes a value takes in Avro's binary encoding, in bytes and without encoding it. */
public final class AvroSize {

    /** Of a long or of a length; an int's is shorter. */
    private static final int LONGEST_NUMBER = 10;

    private static final int BYTES_OF_A_CHARACTER = 3;

    private final boolean exact;

    private AvroSize(boolean exact) {
        this.exact = exact;
    }

    /**
     * Never less than what Avro makes of the value, and more by a few bytes at most.
     *
     * @param schema the value's, in the form that the Avro converter takes
     */
    public static long of(Schema schema, @Nullable Object value) {
        return new AvroSize(true).size(schema, value);
    }

    /** Never less than {@link #of}, and found without looking at the characters of texts or at the items of most lists. */
    public static long most(Schema schema, @Nullable Object value) {
        return new AvroSize(false).size(schema, value);
    }

    private long size(Schema schema, @Nullable Object value) {
        int branch = schema.isOptional() ? 1 : 0;
        if (value == null) {
            return branch;
        }
        return branch
                + switch (schema.type()) {
                    case BOOLEAN -> 1;
                    case FLOAT32 -> Float.BYTES;
                    case FLOAT64 -> Double.BYTES;
                    case INT8, INT16, INT32, INT64 -> exact ? number(schema, value) : LONGEST_NUMBER;
                    case STRING -> text(schema, (String) value);
                    case BYTES -> bytes(value);
                    case ARRAY -> items(schema.valueSchema(), (List<?>) value);
                    case MAP -> entries(schema, (Map<?, ?>) value);
                    case STRUCT -> fields((Struct) value);
                };
    }

    private long fields(Struct struct) {
        long sum = 0;
        for (Field field : struct.schema().fields()) {
            sum += size(field.schema(), struct.get(field));
        }
        return sum;
    }

    private long text(Schema schema, String text) {
        if (!exact) {
            return LONGEST_NUMBER + (long) BYTES_OF_A_CHARACTER * text.length();
        }
        Map<String, String> parameters = schema.parameters();
        if (parameters != null && parameters.containsKey(ChangeEventSchema.ENUM_PARAMETER)) {
            return 2;
        }
        return counted(Utils.utf8Length(text));
    }

    private static long bytes(Object value) {
        if (value instanceof BigDecimal number) {
            return counted(number.unscaledValue().bitLength() / Byte.SIZE + 1L);
        }
        return counted(value instanceof ByteBuffer buffer ? buffer.remaining() : ((byte[]) value).length);
    }

    private long items(Schema item, List<?> list) {
        if (!exact
                && item.type().isPrimitive()
                && item.type() != Schema.Type.STRING
                && item.type() != Schema.Type.BYTES) {
            return block(list) + list.size() * (LONGEST_NUMBER + 1L);
        }
        long sum = block(list);
        for (Object one : list) {
            sum += size(item, one);
        }
        return sum;
    }

    private long entries(Schema schema, Map<?, ?> map) {
        long sum = block(map.keySet());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            sum += size(schema.keySchema(), entry.getKey()) + size(schema.valueSchema(), entry.getValue());
        }
        return sum;
    }

    /** How many items follow, and that no more do. */
    private static long block(Collection<?> items) {
        return items.isEmpty() ? 1 : varint(items.size()) + 1;
    }

    private static long counted(long length) {
        return varint(length) + length;
    }

    private static int number(Schema schema, Object value) {
        if (value instanceof java.util.Date date) {
            long millis = date.toInstant().toEpochMilli();
            return varint(Date.LOGICAL_NAME.equals(schema.name()) ? TimeUnit.MILLISECONDS.toDays(millis) : millis);
        }
        return value instanceof Number number ? varint(number.longValue()) : LONGEST_NUMBER;
    }

    /** Avro's zigzag: seven bits a byte, small negative numbers are short too. */
    private static int varint(long number) {
        long zigzag = (number << 1) ^ (number >> 63);
        return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }
}
