package io.tombolo.connectors.format;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** How many bytes a row takes, about: what Avro makes of it is no more than a few bytes a field away. */
final class RowSize {

    private static final int NUMBER = 8;

    private RowSize() {}

    static long of(@Nullable Object value) {
        if (value instanceof String text) {
            return Utils.utf8Length(text);
        }
        if (value instanceof ByteBuffer bytes) {
            return bytes.remaining();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        if (value instanceof BigDecimal number) {
            return number.unscaledValue().bitLength() / Byte.SIZE + 1L;
        }
        if (value instanceof Struct struct) {
            long sum = 0;
            for (Field field : struct.schema().fields()) {
                sum += of(struct.get(field));
            }
            return sum;
        }
        if (value instanceof List<?> items) {
            return items.stream().mapToLong(RowSize::of).sum();
        }
        if (value instanceof Map<?, ?> entries) {
            return entries.entrySet().stream()
                    .mapToLong(entry -> of(entry.getKey()) + of(entry.getValue()))
                    .sum();
        }
        return value == null ? 1 : NUMBER;
    }
}
