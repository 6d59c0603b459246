package io.tombolo.ledger.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded ledger can't start or continue: its folder is in use, damaged, or another ledger's. */
public final class EmbeddedLedgerException extends RuntimeException {
    public EmbeddedLedgerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
