package io.tombolo.consumer.readside;

/** The read side did not answer, or not as it should: a broken environment, no verdict. */
public final class ReadSideException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    public ReadSideException(String message) {
        this(message, false);
    }

    private ReadSideException(String message, boolean refused) {
        super(message);
        this.refused = refused;
    }

    /** It answers, but not to this caller (401 or 403). */
    static ReadSideException refused(String message) {
        return new ReadSideException(message, true);
    }

    public ReadSideException(String message, Throwable cause) {
        super(message, cause);
        this.refused = false;
    }

    /** Whether the caller's token is not accepted, or no longer: an agreement ended, or is suspended. */
    public boolean isRefused() {
        return refused;
    }
}
