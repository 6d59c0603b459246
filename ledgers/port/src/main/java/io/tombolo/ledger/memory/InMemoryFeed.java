package io.tombolo.ledger.memory;

import io.tombolo.ledger.AnchorFeed;
import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.LedgerCursor;
import java.time.Duration;
import java.util.Optional;

/** A follower of an {@link InMemoryConsortium}. */
final class InMemoryFeed implements AnchorFeed {
    private final InMemoryConsortium consortium;
    private LedgerCursor seen;

    InMemoryFeed(InMemoryConsortium consortium, LedgerCursor after) {
        this.consortium = consortium;
        this.seen = after;
    }

    @Override
    public Optional<AnchoringTransaction> next(Duration patience) {
        try {
            Optional<AnchoringTransaction> next = Optional.ofNullable(consortium.next(seen, patience));
            next.ifPresent(transaction -> seen = transaction.cursor());
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {}
}
