package io.tombolo.connectors.json;

import java.util.Locale;

/** A text that is not JSON, or not within the limits. */
public final class BadJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    private BadJsonException(String message, int line, int column) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
    }

    static BadJsonException encoding() {
        return new BadJsonException("bytes that are not UTF-8", 0, 0);
    }

    static BadJsonException at(int line, int column, String message) {
        return new BadJsonException(message, line, column);
    }

    /** Where in the text, the first line being 1; 0 when the place is not known. */
    public int line() {
        return line;
    }

    /** Characters from the line's start on, the first being 1; 0 when the place is not known. */
    public int column() {
        return column;
    }

    /** What is wrong, with the place in a text of one line. */
    public String detail() {
        return column == 0
                ? String.valueOf(getMessage())
                : String.format(Locale.ROOT, "%s, column %d", getMessage(), column);
    }
}
