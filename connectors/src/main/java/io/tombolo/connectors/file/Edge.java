package io.tombolo.connectors.file;

/** What lies before a place in a CSV text. The order is kept: it is stored by number. */
public enum Edge {
    /** The end of a row and its line. */
    ROW,
    /** A row that was taken without a line end. */
    OPEN_LINE,
    /** A quote that was not closed when the text ended. */
    OPEN_QUOTE,
    /** A row with a fault in its quotes: what follows may be a part of it. */
    FAULT;

    /** The edge of a number; {@link #ROW} for one that there is not. */
    public static Edge of(long number) {
        return number > 0 && number < values().length ? values()[(int) number] : ROW;
    }
}
