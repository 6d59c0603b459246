package io.tombolo.connectors.mask;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** The text that identifies by: the same whether a source has a value as a number or as text. */
final class FieldText {

    private FieldText() {}

    static String of(String field, Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Date time) {
            return time.toInstant().toString();
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Struct || value instanceof Iterable<?> || value instanceof java.util.Map<?, ?>) {
            throw new DataException("field " + field + ": holds other fields, and can't be a subject");
        }
        return String.valueOf(value);
    }
}
