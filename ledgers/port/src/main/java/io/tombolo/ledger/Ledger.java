package io.tombolo.ledger;

import java.util.List;
import java.util.Optional;

/**
 * A consortium's ledger as one organisation sees it: it acts with that organisation's identity and no other.
 *
 * <p>Implementations are safe for use by several threads. Methods block until the ledger answered or the adapter's own
 * deadline passed. Expected answers are values; a ledger that can't be reached throws {@link LedgerException}.
 */
public interface Ledger extends AutoCloseable {

    /** The ledger's name as anchors and trust policies carry it, for example {@code fabric:tombolo/anchors}. */
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

    /**
     * Registers the dataset with its log key, and this identity as the organisation's if the organisation is new to the
     * ledger. The same registration again changes nothing and is answered as the first one was.
     */
    RegistrationOutcome register(DatasetRegistration registration);

    /**
     * Gives a dataset of this organisation a new log key. From its time on only notes that it signed are anchored; what was
     * anchored stays. The same rotation again changes nothing.
     */
    RegistrationOutcome rotateKey(LogKeyRotation rotation);

    /** The dataset's log keys, oldest first, each with its range; none when it isn't registered. */
    List<LogKeyRange> logKeys(String organisation, String dataset);

    /**
     * Anchors many heads in as few transactions as the ledger's limits allow.
     *
     * <p>Safe to repeat: a head that is on the ledger already is answered with its first anchor. An {@link
     * AnchorOutcome.Unknown} is cleared up by calling this again with the same head.
     *
     * @param heads at most one head per origin
     * @return one outcome per head, in the heads' order
     */
    List<AnchorOutcome> anchor(List<HeadToAnchor> heads);

    /** The anchor of exactly this size, if there is one. */
    Optional<Anchor> read(String origin, long size);

    /** The anchor of the largest size of this log. */
    Optional<Anchor> latest(String origin);

    /**
     * Anchors of one log in ascending order of size.
     *
     * @param fromSize smallest size to return, inclusive
     * @param limit at most so many, 1 to 1000
     */
    List<Anchor> history(String origin, long fromSize, int limit);

    /** Heads that the owner signed but that contradict an anchor of the same size: evidence of two histories. */
    List<Fork> forks(String origin);

    /**
     * What the ledger's members sign about one anchor, verifiable offline; the encoding is the ledger's own. Empty when
     * there is no such anchor or this kind of ledger gives no receipts.
     */
    Optional<byte[]> receipt(String origin, long size);

    /**
     * What is anchored from now on and what was anchored since, by whomever, from after a cursor.
     *
     * @param after what the follower kept of the last transaction it dealt with; {@link LedgerCursor#START} for everything
     */
    AnchorFeed follow(LedgerCursor after);

    @Override
    void close();
}
