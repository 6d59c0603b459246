package io.tombolo.schemas.connect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Avro's generic data to a Connect value. */
final class ToConnectData {

    private ToConnectData() {}

    static @Nullable Object convert(Schema from, org.apache.kafka.connect.data.Schema to, @Nullable Object datum) {
        if (datum == null) {
            return null;
        }
        if (Properties.UNION.equals(to.name())) {
            return branch(from, to, datum);
        }
        Schema bare = from.isUnion() ? ToAvroData.notNull(from) : from;
        return bare(bare, to, datum);
    }

    /** A field's default as a Connect value, or null when it has none or it is null. */
    static @Nullable Object defaultOf(Schema.Field field, org.apache.kafka.connect.data.Schema to) {
        if (!field.hasDefaultValue() || field.defaultVal() == JsonProperties.NULL_VALUE) {
            return null;
        }
        return convert(field.schema(), to, GenericData.get().getDefaultValue(field));
    }

    private static Object bare(Schema from, org.apache.kafka.connect.data.Schema to, Object datum) {
        return switch (to.type()) {
            case STRUCT -> struct((IndexedRecord) datum, from, to);
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (Object item : (Iterable<?>) datum) {
                    items.add(convert(from.getElementType(), to.valueSchema(), item));
                }
                yield items;
            }
            case MAP -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                ((Map<?, ?>) datum)
                        .forEach((key, item) ->
                                members.put(key.toString(), convert(from.getValueType(), to.valueSchema(), item)));
                yield members;
            }
            case STRING -> datum.toString();
            case BYTES -> bytes(to, datum);
            case INT8 -> ((Number) datum).byteValue();
            case INT16 -> ((Number) datum).shortValue();
            case INT32 -> integer(to, (Integer) datum);
            case INT64 ->
                Timestamp.LOGICAL_NAME.equals(to.name())
                        ? (Object) Timestamp.toLogical(to, (Long) datum)
                        : (Long) datum;
            case FLOAT32, FLOAT64, BOOLEAN -> datum;
        };
    }

    private static Object integer(org.apache.kafka.connect.data.Schema to, Integer datum) {
        if (Date.LOGICAL_NAME.equals(to.name())) {
            return Date.toLogical(to, datum);
        }
        return Time.LOGICAL_NAME.equals(to.name()) ? (Object) Time.toLogical(to, datum) : datum;
    }

    private static Object bytes(org.apache.kafka.connect.data.Schema to, Object datum) {
        ByteBuffer bytes = datum instanceof GenericFixed fixed
                ? ByteBuffer.wrap(fixed.bytes())
                : datum instanceof byte[] array ? ByteBuffer.wrap(array) : ((ByteBuffer) datum).duplicate();
        if (!Decimal.LOGICAL_NAME.equals(to.name())) {
            return bytes;
        }
        byte[] unscaled = new byte[bytes.remaining()];
        bytes.get(unscaled);
        return Decimal.toLogical(to, unscaled);
    }

    private static Struct struct(IndexedRecord record, Schema from, org.apache.kafka.connect.data.Schema to) {
        Struct struct = new Struct(to);
        List<Field> fields = to.fields();
        for (Field field : fields) {
            Schema.Field source = from.getFields().get(field.index());
            struct.put(field, convert(source.schema(), field.schema(), record.get(source.pos())));
        }
        return struct;
    }

    private static Struct branch(Schema union, org.apache.kafka.connect.data.Schema to, Object datum) {
        Schema branch = union.getTypes().get(GenericData.get().resolveUnion(union, datum));
        Field field = to.field(branch.getFullName());
        if (field == null) {
            throw new DataException("union has no branch " + branch.getFullName());
        }
        return new Struct(to).put(field, convert(branch, field.schema(), datum));
    }
}
