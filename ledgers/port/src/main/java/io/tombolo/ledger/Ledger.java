package io.tombolo.ledger;

import java.util.List;
import java.util.Optional;

/**
 * A consortium's ledger as one organisation sees it: it acts with that organisation's identity and no other. To anchor needs all of
 * it; a caller that only reads, or only registers, takes the narrower interface.
 *
 * <p>Implementations are safe for use by several threads. Methods block until the ledger answered or the adapter's own
 * deadline passed. Expected answers are values; a ledger that can't be reached throws {@link LedgerException}.
 */
public interface Ledger extends AnchorReader, DatasetRegistrar, AutoCloseable {

    @Override
    String name();

    /**
     * The certificates that this connection depends on; none for a ledger that needs none. Answers at once. An adapter also logs
     * those that are about to run out, each notice once, when it is asked this: so ask from time to time.
     */
    default List<Credential> credentials() {
        return List.of();
    }

    /** The servers through which this ledger is talked to, in the order of preference; none for one in this process. Answers at once. */
    default List<LedgerPeer> peers() {
        return List.of();
    }

    /** This member's say in the names that the ledger accepts; empty for a ledger without a rule for them, such as a witness. */
    default Optional<NameAdministration> names() {
        return Optional.empty();
    }

    /** How many heads {@link #anchor} takes at most; one where each head is a transaction by itself. */
    default int headsAtOnce() {
        return Integer.MAX_VALUE;
    }

    /** How many transactions the ledger's operator allows in a day, where that is less than is configured for all ledgers. */
    default int transactionsPerDay() {
        return Integer.MAX_VALUE;
    }

    /**
     * Anchors many heads in as few transactions as the ledger's limits allow.
     *
     * <p>Safe to repeat: a head that is on the ledger already is answered with its first anchor. An {@link
     * AnchorOutcome.Unknown} is cleared up by calling this again with the same head.
     *
     * @param heads at most one head per origin, and at most {@link #headsAtOnce}
     * @return one outcome per head, in the heads' order
     */
    List<AnchorOutcome> anchor(List<HeadToAnchor> heads);

    @Override
    void close();
}
