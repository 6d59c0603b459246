package io.tombolo.ledger;

import org.jspecify.annotations.Nullable;

/** The ledger doesn't accept this identity: expired, unknown to the channel, or a key that doesn't match. */
public final class LedgerIdentityException extends LedgerException {
    public LedgerIdentityException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
