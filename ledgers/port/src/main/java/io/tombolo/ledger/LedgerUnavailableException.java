package io.tombolo.ledger;

import org.jspecify.annotations.Nullable;

/** Nothing reached the ledger, or no quorum answered; the same call later may succeed. */
public final class LedgerUnavailableException extends LedgerException {
    public LedgerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
