package io.tombolo.connectors.file;

/** What lies before a place in a CSV text. */
public enum Edge {
    /** The end of a row and its line. */
    ROW(0),
    /** A row that was taken without a line end. */
    OPEN_LINE(1),
    /** A quote that was not closed when the text ended. */
    OPEN_QUOTE(2),
    /** A row with a fault in its quotes: what follows may be a part of it. */
    FAULT(3);

    private final int number;

    Edge(int number) {
        this.number = number;
    }

    /** What source offsets hold. */
    public int number() {
        return number;
    }

    /** The edge of a number; {@link #ROW} for one that there is not. */
    public static Edge of(long number) {
        for (Edge edge : values()) {
            if (edge.number == number) {
                return edge;
            }
        }
        return ROW;
    }
}
