package io.tombolo.ledger;

import org.jspecify.annotations.Nullable;

/** The ledger's surroundings are broken: it couldn't be asked, or its answer made no sense. */
public class LedgerException extends RuntimeException {
    public LedgerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
