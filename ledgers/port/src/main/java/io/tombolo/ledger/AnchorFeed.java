package io.tombolo.ledger;

import java.time.Duration;
import java.util.Optional;

/**
 * The transactions that anchored something, in the ledger's order, each once. It outlives gateways and restarts of the ledger:
 * while nobody answers there is simply nothing next. For one thread at a time.
 */
public interface AnchorFeed extends AutoCloseable {

    /**
     * The next transaction.
     *
     * @param patience how long to wait for it
     * @return empty when there was none in that time, or the thread was interrupted
     * @throws LedgerException when this feed can't continue: the identity is refused, or the cursor isn't of this ledger
     */
    Optional<AnchoringTransaction> next(Duration patience);

    @Override
    void close();
}
