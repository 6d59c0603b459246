package io.tombolo.ledger;

import io.tombolo.schemas.contract.AnchorRecord;
import java.util.Optional;

/** What the ledger answered about one head. Unknown is a fact, not a failure: ask before you submit again. */
public sealed interface AnchorOutcome {

    /** The head is on the ledger; {@code anchor} is the first one made of it, by whichever call. */
    record Committed(AnchorRecord anchor) implements AnchorOutcome {}

    /**
     * The ledger's rules refuse the head.
     *
     * @param onLedger what the ledger holds instead: the anchor of the same size for a fork, else the latest one
     */
    record Refused(Refusal why, Optional<AnchorRecord> onLedger) implements AnchorOutcome {}

    /** It is not taken now, for a reason outside the head that may pass: the same head is passed again later. */
    record Deferred(String why) implements AnchorOutcome {}

    /** The transaction may or may not be committed; {@link Ledger#anchor} with the same head finds out. */
    record Unknown(String transactionId) implements AnchorOutcome {}
}
