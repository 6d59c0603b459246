package io.tombolo.connectors.csv;

/**
 * Finds the end of a CSV record whose quotes have a fault: a quote inside a quoted field that neither closes it nor is doubled is
 * taken for text. It is fed piece by piece and keeps nothing.
 */
final class QuotedSkip {

    /** Where in a record it is. */
    enum State {
        FIELD_START,
        PLAIN,
        IN_QUOTES,
        /** Behind a quote in a quoted field, which closes it if a separator or a line end comes next. */
        BEHIND_QUOTE,
        /** Behind a CR that ends the record, to which an LF may belong. */
        BEHIND_CR
    }

    private final byte separator;
    private final int quote;
    private State state;
    private int lines;
    private boolean cr;
    private boolean behindLineEnd;

    QuotedSkip(char separator, int quote, State state) {
        this.separator = (byte) separator;
        this.quote = quote;
        this.state = state;
    }

    /** Reads on; returns the place behind the record and its line end, or -1 when that lies behind {@code to}. */
    int feed(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (state == State.BEHIND_CR) {
                return b == '\n' ? at + 1 : at;
            }
            boolean lineEnd = b == '\n' || b == '\r';
            if (lineEnd && state != State.IN_QUOTES) {
                lines++;
                if (b == '\n') {
                    return at + 1;
                }
                state = State.BEHIND_CR;
                continue;
            }
            if (lineEnd) {
                lines += b == '\n' && cr ? 0 : 1;
            }
            cr = b == '\r';
            behindLineEnd = lineEnd;
            state = next(b);
        }
        return -1;
    }

    private State next(byte b) {
        return switch (state) {
            case FIELD_START -> b == quote ? State.IN_QUOTES : b == separator ? State.FIELD_START : State.PLAIN;
            case PLAIN -> b == separator ? State.FIELD_START : State.PLAIN;
            case BEHIND_QUOTE -> b == separator ? State.FIELD_START : State.IN_QUOTES;
            default -> b == quote ? State.BEHIND_QUOTE : State.IN_QUOTES;
        };
    }

    /** Whether the record is whole if no byte follows. */
    boolean closed() {
        return state != State.IN_QUOTES;
    }

    /** Whether the latest byte ended a line, inside the record. */
    boolean behindLineEnd() {
        return behindLineEnd;
    }

    /** How many line ends it went over. */
    int lines() {
        return lines;
    }
}
