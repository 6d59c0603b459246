package io.tombolo.schemas.connect;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** A Connect value to Avro's generic data. */
final class ToAvroData {

    private ToAvroData() {}

    static @Nullable Object convert(org.apache.kafka.connect.data.Schema from, Schema to, @Nullable Object given) {
        Object value = given == null && !from.isOptional() ? from.defaultValue() : given;
        if (value == null) {
            if (!from.isOptional()) {
                throw new DataException("null for " + from.type() + " " + (from.name() == null ? "" : from.name())
                        + ", which is not optional");
            }
            return null;
        }
        if (Properties.UNION.equals(from.name())) {
            return branch((Struct) value, to);
        }
        Schema bare = to.isUnion() ? notNull(to) : to;
        try {
            return bare(from, bare, value);
        } catch (ClassCastException e) {
            throw new DataException(
                    value.getClass().getName() + " for a schema of type " + from.type() + " " + from.name(), e);
        }
    }

    private static Object bare(org.apache.kafka.connect.data.Schema from, Schema to, Object value) {
        return switch (to.getType()) {
            case RECORD -> record((Struct) value, to);
            case ARRAY -> {
                List<?> items = (List<?>) value;
                List<@Nullable Object> converted = new ArrayList<>(items.size());
                for (Object item : items) {
                    converted.add(convert(from.valueSchema(), to.getElementType(), item));
                }
                yield converted;
            }
            case MAP -> {
                Map<String, @Nullable Object> converted = new LinkedHashMap<>();
                ((Map<?, ?>) value)
                        .forEach((key, item) ->
                                converted.put((String) key, convert(from.valueSchema(), to.getValueType(), item)));
                yield converted;
            }
            case ENUM -> new GenericData.EnumSymbol(to, value);
            case FIXED -> new GenericData.Fixed(to, array(value));
            case BYTES ->
                Decimal.LOGICAL_NAME.equals(from.name())
                        ? ByteBuffer.wrap(Decimal.fromLogical(from, (BigDecimal) value))
                        : ByteBuffer.wrap(array(value));
            case INT -> integer(from, value);
            case LONG ->
                Timestamp.LOGICAL_NAME.equals(from.name())
                        ? (Object) Timestamp.fromLogical(from, (java.util.Date) value)
                        : (Long) value;
            case FLOAT -> (Float) value;
            case DOUBLE -> (Double) value;
            case BOOLEAN -> (Boolean) value;
            case STRING -> (String) value;
            default -> throw new DataException("Avro type " + to.getType() + " for Connect's " + from.type());
        };
    }

    private static Object integer(org.apache.kafka.connect.data.Schema from, Object value) {
        if (Date.LOGICAL_NAME.equals(from.name())) {
            return Date.fromLogical(from, (java.util.Date) value);
        }
        if (Time.LOGICAL_NAME.equals(from.name())) {
            return Time.fromLogical(from, (java.util.Date) value);
        }
        return ((Number) value).intValue();
    }

    private static GenericData.Record record(Struct struct, Schema to) {
        GenericData.Record record = new GenericData.Record(to);
        List<Field> fields = struct.schema().fields();
        List<Schema.Field> targets = to.getFields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            // By place is cheaper than by name, but gives the default for a null.
            Object value =
                    field.schema().defaultValue() == null ? struct.get(field) : struct.getWithoutDefault(field.name());
            record.put(i, convert(field.schema(), targets.get(i).schema(), value));
        }
        return record;
    }

    private static @Nullable Object branch(Struct struct, Schema union) {
        int first = union.getTypes().size() - struct.schema().fields().size();
        for (Field field : struct.schema().fields()) {
            Object value = struct.getWithoutDefault(field.name());
            if (value != null) {
                return convert(field.schema(), union.getTypes().get(first + field.index()), value);
            }
        }
        return null;
    }

    /** The branch of a two-way union that is not null. */
    static Schema notNull(Schema union) {
        Schema first = union.getTypes().get(0);
        return first.getType() == Schema.Type.NULL ? union.getTypes().get(1) : first;
    }

    private static byte[] array(Object bytes) {
        if (bytes instanceof byte[] array) {
            return array;
        }
        ByteBuffer buffer = ((ByteBuffer) bytes).duplicate();
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }
}
