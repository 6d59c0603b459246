package io.tombolo.ledger;

import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.List;
import java.util.Optional;

/** Reads what a ledger holds, of whichever organisation; see {@link Ledger} for threads, deadlines and failures. */
public interface AnchorReader {

    /** The ledger's name as anchors and trust policies carry it, for example {@code fabric:tombolo/anchors}. */
    String name();

    /** The anchor of exactly this size, if there is one. */
    Optional<AnchorRecord> read(String origin, long size);

    /** The anchor of the largest size of this log. */
    Optional<AnchorRecord> latest(String origin);

    /** Size of the newest head of this log, where the ledger has named that alone and {@link #latest} is empty; 0 for none. */
    default long sizeAlone(String origin) {
        return 0;
    }

    /**
     * Anchors of one log in ascending order of size.
     *
     * @param fromSize smallest size to return, inclusive
     * @param limit at most so many, 1 to 1000
     */
    List<AnchorRecord> history(String origin, long fromSize, int limit);

    /** Heads that the owner signed but that contradict an anchor of the same size: evidence of two histories. Each as it was recorded. */
    List<AnchoredNote> forks(String origin);

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
}
