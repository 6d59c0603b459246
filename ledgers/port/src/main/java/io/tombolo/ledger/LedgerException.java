package io.tombolo.ledger;

import org.jspecify.annotations.Nullable;

/** The ledger's surroundings are broken: it couldn't be asked, or its answer made no sense. */
public class LedgerException extends RuntimeException {
    public LedgerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The ledger doesn't accept this identity: expired, unknown to the channel, or a key that doesn't match. */
    public static final class Identity extends LedgerException {
        public Identity(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Nothing reached the ledger, or no quorum answered; the same call later may succeed. */
    public static final class Unavailable extends LedgerException {
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
