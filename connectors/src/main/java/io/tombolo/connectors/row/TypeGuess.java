package io.tombolo.connectors.row;

import io.tombolo.connectors.row.ColumnType.Kind;

/**
 * The narrowest type that renders every text seen so far as its source wrote it; text itself when there is none. One thread.
 *
 * <p>So {@code 007}, {@code 1.10}, {@code 12E5}, {@code TRUE}, a time with an offset and the 60th second of a minute make a column text.
 */
public final class TypeGuess {

    private final boolean key;
    private final boolean decimalComma;
    private final NumberGuess numbers;
    private boolean seen;
    private boolean number = true;
    private boolean bool = true;
    private boolean date = true;
    private boolean timestamp = true;
    private boolean secondsOnly;
    private boolean zeroMillis;

    /**
     * @param key whether the column is part of the key
     * @param decimalComma whether a comma is where others have a point
     */
    public TypeGuess(boolean key, boolean decimalComma) {
        this.key = key;
        this.decimalComma = decimalComma;
        this.numbers = new NumberGuess(key, false);
    }

    /** Whether nothing that is still to come can change it. */
    public boolean settled() {
        return !number && !bool && !date && !timestamp;
    }

    /** Looks at one more value. */
    public void see(String text) {
        seen = true;
        number = number && numbers.see(decimalComma ? DecimalComma.withPoint(text) : text);
        bool = bool && (text.equals("true") || text.equals("false"));
        date = date && IsoText.isDate(text);
        timestamp = timestamp && seeTimestamp(text);
    }

    private boolean seeTimestamp(String text) {
        if (!IsoText.isTimestamp(text)) {
            return false;
        }
        secondsOnly |= text.length() == IsoText.SECONDS_LENGTH;
        zeroMillis |= text.endsWith(".000Z");
        // 10:00:00Z and 10:00:00.000Z are one instant: a column that has both forms is text, and a key has the first
        // only.
        return !zeroMillis || (!secondsOnly && !key);
    }

    /** What the column is. */
    public ColumnType type() {
        return ColumnType.of(kind());
    }

    private Kind kind() {
        if (!seen) {
            return Kind.STRING;
        }
        if (number) {
            return numbers.isLong() ? Kind.LONG : Kind.DOUBLE;
        }
        return bool ? Kind.BOOLEAN : date ? Kind.DATE : timestamp ? Kind.TIMESTAMP : Kind.STRING;
    }
}
