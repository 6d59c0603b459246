package io.tombolo.up;

/** The environment does not let the server run; the message says in one line what is wrong and what to do. */
public final class UpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UpException(String message) {
        super(message);
    }

    public UpException(String message, Throwable cause) {
        super(message, cause);
    }
}
