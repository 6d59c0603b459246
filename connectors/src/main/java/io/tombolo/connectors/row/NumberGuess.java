package io.tombolo.connectors.row;

import org.jspecify.annotations.Nullable;

/** Whether all numbers seen keep what was written in a long, or in a double. One thread. */
public final class NumberGuess {

    static final int DIGITS_OF_SOME_LONG = 19;
    private static final int DIGITS_OF_ANY_DOUBLE = 15;

    private final boolean exponents;
    private boolean longs = true;
    private boolean doubles;
    private boolean bare;
    private boolean pointZero;

    /**
     * @param key whether the column is part of the key: then it is not a double, because {@code 1}, {@code 1.0} and {@code 1e0} are
     *     one double and three keys
     * @param exponents whether a number may have one: in CSV {@code 32E013} is more likely a code
     */
    public NumberGuess(boolean key, boolean exponents) {
        this.exponents = exponents;
        this.doubles = !key;
    }

    /** Looks at one more text; false when it, or what came before, leaves neither a long nor a double. */
    public boolean see(String text) {
        if (isShortWhole(text)) {
            bare = true;
            doubles &= !pointZero;
            return longs || doubles;
        }
        NumberText number = NumberText.of(text);
        if (number == null) {
            longs = false;
            doubles = false;
            return false;
        }
        longs &= longOf(number) != null;
        if (doubles) {
            bare |= number.isWhole();
            pointZero |= number.endsInPointZero();
            // 1 and 1.0 are one double, so a column that has both forms is text.
            doubles = !(bare && pointZero)
                    && number.isTidy()
                    && (exponents || !number.hasExponent())
                    && !(number.isWhole() && number.isNegativeZero())
                    && number.exactDouble() != null;
        }
        return longs || doubles;
    }

    /** The usual case without an object: up to 15 digits, of which the first is not a zero. */
    static boolean isShortWhole(String text) {
        int length = text.length();
        int at = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        int digits = length - at;
        if (digits < 1 || digits > DIGITS_OF_ANY_DOUBLE) {
            return false;
        }
        char first = text.charAt(at);
        if (first < '1' || first > '9') {
            return first == '0' && length == 1;
        }
        for (int i = at + 1; i < length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    /** The long that is written as this number; null when there is none. */
    static @Nullable Long longOf(NumberText number) {
        String text = number.toString();
        if (!number.isWhole() || !number.isTidy() || number.isNegativeZero() || number.size() > DIGITS_OF_SOME_LONG) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    public boolean isLong() {
        return longs;
    }

    public boolean isDouble() {
        return doubles;
    }
}
