package io.tombolo.connectors.database;

import java.math.BigDecimal;
import java.math.MathContext;

/** Floating-point numbers as PostgreSQL writes them: the fewest digits that mean the same number. */
final class FloatText {

    private static final int DOUBLE_FIXED_BELOW = 15;
    private static final int FLOAT_FIXED_BELOW = 6;
    private static final int FIXED_FROM = -4;
    private static final int DOUBLE_DIGITS = 17;
    private static final int FLOAT_DIGITS = 9;

    private FloatText() {}

    static String of(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number) || number == 0) {
            return special(number);
        }
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < DOUBLE_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return written(rounded, DOUBLE_FIXED_BELOW);
            }
        }
        return written(exact.round(new MathContext(DOUBLE_DIGITS)), DOUBLE_FIXED_BELOW);
    }

    static String of(float number) {
        if (Float.isNaN(number) || Float.isInfinite(number) || number == 0) {
            return special(number);
        }
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < FLOAT_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.floatValue() == number) {
                return written(rounded, FLOAT_FIXED_BELOW);
            }
        }
        return written(exact.round(new MathContext(FLOAT_DIGITS)), FLOAT_FIXED_BELOW);
    }

    private static String special(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    }

    private static String written(BigDecimal given, int fixedBelow) {
        BigDecimal number = given.stripTrailingZeros();
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= FIXED_FROM && exponent < fixedBelow) {
            return number.toPlainString();
        }
        BigDecimal first = number.movePointLeft(exponent);
        return first.toPlainString()
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }
}
