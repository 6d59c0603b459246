package io.tombolo.connectors.row;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * Decimals of a column, with their digits counted before anything is computed: {@code 1e40000000} is eleven bytes of input and 40
 * million digits of arithmetic.
 */
public final class BoundedDecimal {

    /** Digits of one number at most, before and behind the point together. */
    public static final int MOST_DIGITS = 1_000;

    /** A number has more digits than {@link #MOST_DIGITS}; the message names the number of digits and the limit. */
    public static final class TooManyDigitsException extends ArithmeticException {
        private static final long serialVersionUID = 1L;

        private TooManyDigitsException(String message) {
            super(message);
        }
    }

    private BoundedDecimal() {}

    /**
     * Reads a number with exactly {@code scale} digits behind the point.
     *
     * @throws TooManyDigitsException when it takes more than {@link #MOST_DIGITS}
     * @throws ArithmeticException when it has more digits behind the point than {@code scale}
     * @throws NumberFormatException when it is not a number
     */
    public static BigDecimal parse(String text, int scale) {
        return scaled(parse(text), scale);
    }

    /**
     * Reads a number as it is written.
     *
     * @throws TooManyDigitsException when its text is longer than {@link #MOST_DIGITS} characters
     * @throws NumberFormatException when it is not a number
     */
    public static BigDecimal parse(String text) {
        if (text.length() > MOST_DIGITS) {
            throw new TooManyDigitsException(
                    String.format(Locale.ROOT, "%,d characters, limit %,d", text.length(), MOST_DIGITS));
        }
        return new BigDecimal(text);
    }

    /**
     * The same number with exactly {@code scale} digits behind the point.
     *
     * @throws TooManyDigitsException when it takes more than {@link #MOST_DIGITS}
     * @throws ArithmeticException when it has more digits behind the point than {@code scale}
     */
    public static BigDecimal scaled(BigDecimal number, int scale) {
        if (number.signum() == 0) {
            return BigDecimal.valueOf(0, scale);
        }
        long digits = (long) number.precision() + scale - number.scale();
        if (digits > MOST_DIGITS) {
            throw new TooManyDigitsException(String.format(
                    Locale.ROOT, "%,d digits with %d behind the point, limit %,d", digits, scale, MOST_DIGITS));
        }
        if (digits < 1) {
            // Smaller than the last digit behind the point: no division is needed to know it.
            throw new ArithmeticException("more than " + scale + " digits behind the point");
        }
        return number.setScale(scale);
    }
}
