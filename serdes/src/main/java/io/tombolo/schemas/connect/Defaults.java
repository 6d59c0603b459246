package io.tombolo.schemas.connect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Default values, as Avro's schema builder takes them: plain maps, lists, numbers and strings. */
final class Defaults {

    private Defaults() {}

    static Object toAvro(org.apache.kafka.connect.data.Schema connect, Schema avro, Object value) {
        return plain(avro, ToAvroData.convert(connect, avro, value));
    }

    private static Object plain(Schema schema, @Nullable Object datum) {
        if (datum == null) {
            return JsonProperties.NULL_VALUE;
        }
        return switch (schema.getType()) {
            // A default may only be of a union's first branch.
            case UNION -> plain(schema.getTypes().get(0), datum);
            case RECORD -> {
                Map<String, Object> members = new LinkedHashMap<>();
                for (Schema.Field field : schema.getFields()) {
                    members.put(field.name(), plain(field.schema(), ((IndexedRecord) datum).get(field.pos())));
                }
                yield members;
            }
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                ((Iterable<?>) datum).forEach(item -> items.add(plain(schema.getElementType(), item)));
                yield items;
            }
            case MAP -> {
                Map<String, Object> members = new LinkedHashMap<>();
                ((Map<?, ?>) datum)
                        .forEach((key, item) -> members.put(key.toString(), plain(schema.getValueType(), item)));
                yield members;
            }
            case BYTES -> {
                ByteBuffer bytes = ((ByteBuffer) datum).duplicate();
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                yield latin1(copy);
            }
            case FIXED -> latin1(((GenericFixed) datum).bytes());
            case ENUM -> datum.toString();
            default -> datum;
        };
    }

    /** Avro spells default bytes as a string of the code points 0 to 255. */
    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
