package io.tombolo.consumer.readside;

/** The read side did not answer, or not as it should: a broken environment, no verdict. */
public final class ReadSideException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReadSideException(String message) {
        super(message);
    }

    public ReadSideException(String message, Throwable cause) {
        super(message, cause);
    }
}
