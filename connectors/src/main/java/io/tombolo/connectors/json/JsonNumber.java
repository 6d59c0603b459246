package io.tombolo.connectors.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A number of a JSON text as it is written there: {@code -0.0}, {@code 1E5} and {@code 1.10} stay what they are.
 *
 * <p>What computes with it is for callers that know that it is small: the text is at hand as {@link #asText}.
 */
final class JsonNumber extends NumericNode {

    private static final long serialVersionUID = 1L;

    private final String text;
    private final boolean whole;

    JsonNumber(String text, boolean whole) {
        this.text = text;
        this.whole = whole;
    }

    @Override
    public String asText() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        generator.writeNumber(text);
    }

    @Override
    public JsonToken asToken() {
        return whole ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
    }

    @Override
    public JsonParser.NumberType numberType() {
        return whole ? JsonParser.NumberType.BIG_INTEGER : JsonParser.NumberType.BIG_DECIMAL;
    }

    @Override
    public Number numberValue() {
        return whole ? bigIntegerValue() : decimalValue();
    }

    @Override
    public boolean isIntegralNumber() {
        return whole;
    }

    @Override
    public boolean isFloatingPointNumber() {
        return !whole;
    }

    @Override
    public boolean isNaN() {
        return false;
    }

    @Override
    public int intValue() {
        return (int) longValue();
    }

    @Override
    public long longValue() {
        return decimalValue().longValue();
    }

    @Override
    public double doubleValue() {
        return Double.parseDouble(text);
    }

    @Override
    public BigDecimal decimalValue() {
        return new BigDecimal(text);
    }

    @Override
    public BigInteger bigIntegerValue() {
        return decimalValue().toBigInteger();
    }

    @Override
    public boolean canConvertToInt() {
        return whole && bigIntegerValue().bitLength() < Integer.SIZE;
    }

    @Override
    public boolean canConvertToLong() {
        return whole && bigIntegerValue().bitLength() < Long.SIZE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonNumber number && number.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
