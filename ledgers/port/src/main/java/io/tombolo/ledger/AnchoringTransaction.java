package io.tombolo.ledger;

import java.util.List;

/**
 * One transaction of the ledger and what it anchored for the first time; {@link Ledger#read} returns the rest.
 *
 * @param cursor where a follower is that has dealt with this transaction
 */
public record AnchoringTransaction(LedgerCursor cursor, List<Head> heads) {
    public AnchoringTransaction {
        heads = List.copyOf(heads);
    }

    public String transactionId() {
        return cursor.transactionId();
    }

    /** Which anchor: a log and the size at which it was anchored. */
    public record Head(String origin, long size) {}
}
