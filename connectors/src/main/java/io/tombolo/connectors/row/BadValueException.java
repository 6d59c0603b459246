package io.tombolo.connectors.row;

/** A value that a column's type can't hold as its source wrote it. The message follows the value: {@code is not a long}. */
public final class BadValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why a row is refused, as {@code tombolo.rejected} names it. */
    private final String reason;

    private BadValueException(String reason, String message) {
        // A row is refused for it, nobody reads where it was thrown: a million bad rows make a million of these.
        super(message, null, false, false);
        this.reason = reason;
    }

    /** A value that the type can't hold. */
    public static BadValueException value(String message) {
        return new BadValueException("BAD_VALUE", message);
    }

    static BadValueException tooLong(String message) {
        return new BadValueException("TOO_LONG", message);
    }

    /** {@code BAD_VALUE} or {@code TOO_LONG}. */
    public String reason() {
        return reason;
    }

    /** The refusal of a row. */
    public RowOutcome.Refused refused(String column, String shown) {
        return new RowOutcome.Refused(reason, "column " + column + ": " + shown + " " + getMessage());
    }
}
