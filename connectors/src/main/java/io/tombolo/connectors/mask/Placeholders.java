package io.tombolo.connectors.mask;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium writes, by the column's type, for a value that PostgreSQL did not put into its log. A connector with our {@code
 * PostgresValues} writes none of these.
 */
final class Placeholders {

    private static final String TEXT = "__debezium_unavailable_value";
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);
    private static final String UNIQUE = UUID.nameUUIDFromBytes(BYTES).toString();
    private static final String JSON = "{\"" + TEXT + "\":\"" + TEXT + "\"}";

    private Placeholders() {}

    static boolean isOne(Object value) {
        if (value instanceof List<?> list) {
            return list.size() == 1 ? isScalar(list.get(0)) : isNumbers(list);
        }
        return isScalar(value) || (value instanceof Map<?, ?> map && TEXT.equals(map.get(TEXT)) && map.size() == 1);
    }

    private static boolean isScalar(@Nullable Object value) {
        if (value instanceof String text) {
            return text.equals(TEXT) || text.equals(UNIQUE) || text.equals(JSON);
        }
        if (value instanceof byte[] bytes) {
            return Arrays.equals(bytes, BYTES);
        }
        return value instanceof ByteBuffer buffer && buffer.equals(ByteBuffer.wrap(BYTES));
    }

    /** Arrays of numbers hold the letters, one in each place. */
    private static boolean isNumbers(List<?> list) {
        if (list.size() != BYTES.length) {
            return false;
        }
        for (int i = 0; i < BYTES.length; i++) {
            if (!(list.get(i) instanceof Number number) || number.longValue() != BYTES[i]) {
                return false;
            }
        }
        return true;
    }
}
