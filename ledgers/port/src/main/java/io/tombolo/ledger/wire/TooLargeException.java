package io.tombolo.ledger.wire;

/** An argument over its limit; the message names the argument, its size and the limit. */
public final class TooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public TooLargeException(String message) {
        super(message);
    }
}
