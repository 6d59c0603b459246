package io.tombolo.schemas.canonical;

import java.math.BigDecimal;

/**
 * A schema's text as Avro's parser takes it: the canonical form writes 20 as {@code 2e1}, which Avro does not take for a whole number, so that a
 * fixed of 20 bytes would be refused, and a decimal of 10 digits would be plain bytes.
 */
public final class AvroText {
    private static final int MAX_NUMBER = 40;
    private static final int MAX_DIGITS = 19;

    private AvroText() {}

    /** The same JSON with its whole numbers, of 19 digits at most, as digits alone. Anything else stays as it is. */
    public static String of(String json) {
        StringBuilder plain = null;
        int copied = 0;
        int at = 0;
        while (at < json.length()) {
            char c = json.charAt(at);
            int start = at;
            if (c == '"') {
                for (at++; at < json.length() && json.charAt(at) != '"'; at++) {
                    at += json.charAt(at) == '\\' ? 1 : 0;
                }
                at++;
            } else if (c >= '0' && c <= '9') {
                while (at < json.length() && "0123456789+-.eE".indexOf(json.charAt(at)) >= 0) {
                    at++;
                }
                String number = json.substring(start, at);
                String whole = whole(number);
                if (!whole.equals(number)) {
                    plain = plain == null ? new StringBuilder(json.length()) : plain;
                    plain.append(json, copied, start).append(whole);
                    copied = at;
                }
            } else {
                at++;
            }
        }
        return plain == null ? json : plain.append(json, copied, json.length()).toString();
    }

    private static String whole(String number) {
        if (number.length() > MAX_NUMBER) {
            return number;
        }
        try {
            BigDecimal value = new BigDecimal(number);
            boolean isShort = Math.abs((long) value.precision() - value.scale()) <= MAX_DIGITS
                    && Math.abs((long) value.scale()) <= MAX_DIGITS;
            return isShort ? value.toBigIntegerExact().toString() : number;
        } catch (ArithmeticException | NumberFormatException e) {
            return number;
        }
    }
}
