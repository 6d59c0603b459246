package io.tombolo.reconcile;

/** A source can't be compared with its feed; the message says in one line why, and what to do. */
public final class ReconcileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReconcileException(String message) {
        super(message);
    }

    public ReconcileException(String message, Throwable cause) {
        super(message, cause);
    }
}
