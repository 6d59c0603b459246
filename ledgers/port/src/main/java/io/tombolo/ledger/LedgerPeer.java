package io.tombolo.ledger;

import static java.util.Objects.requireNonNull;

/**
 * One of the servers through which a ledger is talked to, by the calls that were made to it.
 *
 * @param endpoint host:port
 * @param answers whether the last call to it was answered; true before the first one
 * @param failures calls since the connection was made that another server might have answered better
 */
public record LedgerPeer(String endpoint, boolean answers, long failures) {
    public LedgerPeer {
        requireNonNull(endpoint, "endpoint");
    }
}
