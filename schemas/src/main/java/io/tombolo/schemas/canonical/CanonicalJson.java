package io.tombolo.schemas.canonical;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * JSON in one spelling. Members sorted by UTF-16 code units and strings escaped as in RFC 8785; numbers by exact decimal
 * value, as an integer without trailing zeros and {@code e} with a power of ten unless that is 0: {@code 1.50} is
 * {@code 15e-1}, {@code 100} is {@code 1e2}, {@code -0.0} is {@code 0}.
 */
final class CanonicalJson {

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out;

    CanonicalJson(StringBuilder out) {
        this.out = out;
    }

    void value(JsonNode value) {
        switch (value.getNodeType()) {
            case NULL, BOOLEAN -> out.append(value.asText());
            case NUMBER -> number(decimal(value));
            case STRING -> string(value.textValue());
            case ARRAY -> array(value, this::value);
            case OBJECT -> {
                Map<String, Runnable> members = new TreeMap<>();
                value.properties().forEach(member -> members.put(member.getKey(), () -> value(member.getValue())));
                object(members);
            }
            default -> throw new IllegalStateException("JSON has no " + value.getNodeType());
        }
    }

    /** Writes members in the map's order, which the caller keeps sorted. */
    void object(Map<String, Runnable> sorted) {
        out.append('{');
        String comma = "";
        for (Map.Entry<String, Runnable> member : sorted.entrySet()) {
            out.append(comma);
            string(member.getKey());
            out.append(':');
            member.getValue().run();
            comma = ",";
        }
        out.append('}');
    }

    <T> void array(Iterable<T> items, Consumer<T> write) {
        out.append('[');
        String comma = "";
        for (T item : items) {
            out.append(comma);
            write.accept(item);
            comma = ",";
        }
        out.append(']');
    }

    private static BigDecimal decimal(JsonNode number) {
        try {
            return number.decimalValue();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new MalformedSchemaException("schema: number " + number.asText() + " is out of range", e);
        }
    }

    void number(BigDecimal value) {
        if (value.signum() == 0) {
            out.append('0');
            return;
        }
        BigDecimal bare;
        try {
            bare = value.stripTrailingZeros();
        } catch (ArithmeticException e) {
            throw new MalformedSchemaException("schema: number " + value + " is out of range", e);
        }
        BigInteger digits = bare.unscaledValue();
        out.append(digits);
        if (bare.scale() != 0) {
            out.append('e').append(-(long) bare.scale());
        }
    }

    void string(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c) && !isPair(value, i)) {
                throw new MalformedSchemaException("schema: half of a surrogate pair in a string");
            }
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isPair(String value, int i) {
        char c = value.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }
}
