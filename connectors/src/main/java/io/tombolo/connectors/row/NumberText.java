package io.tombolo.connectors.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A decimal number as it was written, read without arithmetic, so that limits come before arithmetic: {@code 1e3000000} costs as much
 * as {@code 1}.
 *
 * <p>The number is {@code digits} times ten to the power of {@code exponent}.
 */
final class NumberText {

    /** Digits that a number may have, written out. */
    public static final int MOST_DIGITS = 1_000;

    /** Any decimal number with fewer digits is distinguished from others by the double next to it. */
    private static final int DIGITS_OF_ANY_DOUBLE = 15;

    private static final int DIGITS_OF_NO_DOUBLE = 18;
    private static final long FAR = 1_000_000_000_000L;

    private final String text;
    private final boolean negative;
    private final String digits;
    private final long exponent;
    private final boolean whole;
    private final boolean powered;
    private final boolean tidy;

    private NumberText(
            String text, boolean negative, String digits, long exponent, boolean whole, boolean powered, boolean tidy) {
        this.text = text;
        this.negative = negative;
        this.digits = digits;
        this.exponent = exponent;
        this.whole = whole;
        this.powered = powered;
        this.tidy = tidy;
    }

    /** Reads {@code [+-] digits [. digits] [e [+-] digits]} in ASCII, {@code 5.} and {@code .5} too; null when it is something else. */
    public static @Nullable NumberText of(String text) {
        int end = text.length();
        int at = end > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        int first = at;
        at = digitsFrom(text, at);
        int point = at;
        int fraction = at;
        if (at < end && text.charAt(at) == '.') {
            fraction = at + 1;
            at = digitsFrom(text, fraction);
        }
        int stop = at;
        int wholeDigits = point - first;
        int fractionDigits = Math.max(0, stop - fraction);
        if (wholeDigits + fractionDigits == 0) {
            return null;
        }
        long power = 0;
        boolean powered = at < end;
        if (powered) {
            if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
                return null;
            }
            at++;
            boolean down = at < end && text.charAt(at) == '-';
            at += at < end && (down || text.charAt(at) == '+') ? 1 : 0;
            if (at == end || digitsFrom(text, at) != end) {
                return null;
            }
            for (; at < end; at++) {
                power = Math.min(FAR, power * 10 + text.charAt(at) - '0');
            }
            power = down ? -power : power;
        }
        boolean tidy = text.charAt(0) != '+'
                && wholeDigits > 0
                && (wholeDigits == 1 || text.charAt(first) != '0')
                && (point == stop
                        || (fractionDigits > 0 && (text.charAt(stop - 1) != '0' || (fractionDigits == 1 && !powered))));
        String digits = text.substring(first, point) + text.substring(fraction, fraction + fractionDigits);
        int from = 0;
        int to = digits.length();
        while (from < to && digits.charAt(from) == '0') {
            from++;
        }
        while (to > from && digits.charAt(to - 1) == '0') {
            to--;
        }
        long exponent = from == to ? 0 : power - fractionDigits + digits.length() - to;
        return new NumberText(
                text, text.charAt(0) == '-', digits.substring(from, to), exponent, point == stop, powered, tidy);
    }

    private static int digitsFrom(String text, int at) {
        int end = at;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** Whether it has neither a point nor an exponent. */
    boolean isWhole() {
        return whole && !powered;
    }

    boolean hasExponent() {
        return powered;
    }

    /** Whether its fraction is a lone zero, as Java and Python write whole doubles. */
    boolean endsInPointZero() {
        return !whole && !powered && text.endsWith(".0");
    }

    /** Whether it has no plus, no leading zero, no bare point and no zero at the fraction's end but that of {@code .0}. */
    boolean isTidy() {
        return tidy;
    }

    boolean isNegativeZero() {
        return negative && digits.isEmpty();
    }

    /** How many digits stand before its point, written out without leading zeros. */
    long size() {
        return digits.isEmpty() ? 0 : digits.length() + exponent;
    }

    /**
     * The very number at a scale.
     *
     * @throws BadValueException when it has more digits after the decimal point, more than {@link #MOST_DIGITS} in all, or is a negative zero
     */
    public BigDecimal decimal(int scale) {
        String type = "decimal(" + scale + ")";
        if (digits.isEmpty()) {
            if (isNegativeZero()) {
                throw BadValueException.value("has a sign that a " + type + " does not keep");
            }
            return BigDecimal.valueOf(0, scale);
        }
        if (-exponent > scale) {
            throw BadValueException.value(
                    "has more than " + scale + " digits after the decimal point, so it is not a " + type);
        }
        long count = digits.length() + exponent + scale;
        if (count > MOST_DIGITS) {
            throw BadValueException.tooLong(String.format(
                    Locale.ROOT,
                    "has %,d digits with %d after the decimal point, limit %,d",
                    count,
                    scale,
                    MOST_DIGITS));
        }
        BigInteger unscaled = new BigInteger(digits).multiply(BigInteger.TEN.pow((int) (exponent + scale)));
        return new BigDecimal(negative ? unscaled.negate() : unscaled, scale);
    }

    /** The double that is written as this number and no other one; null when there is none. Negative zero keeps its sign. */
    public @Nullable Double exactDouble() {
        if (digits.isEmpty()) {
            return negative ? -0.0 : 0.0;
        }
        long point = digits.length() + exponent;
        if (digits.length() >= DIGITS_OF_NO_DOUBLE || point > 310 || point < -330) {
            return null;
        }
        BigDecimal number = new BigDecimal(new BigInteger(digits), (int) -exponent);
        double value = number.doubleValue();
        boolean surely = digits.length() <= DIGITS_OF_ANY_DOUBLE && point > -300 && point < 300;
        if (!surely && (Double.isInfinite(value) || new BigDecimal(Double.toString(value)).compareTo(number) != 0)) {
            return null;
        }
        return negative ? -value : value;
    }

    @Override
    public String toString() {
        return text;
    }
}
