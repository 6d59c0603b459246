package io.tombolo.ledger.wire;

import io.tombolo.ledger.Refusal;
import io.tombolo.schemas.anchor.AnchoredNote;
import java.util.Optional;

/** What the rules say about one head within a transaction that may still fail. */
public sealed interface HeadDecision {

    /** The head is written by this very transaction. */
    record Anchored() implements HeadDecision {}

    /** The head was on the ledger before. */
    record Known(AnchoredNote first) implements HeadDecision {}

    /**
     * The head isn't written.
     *
     * @param recorded whether the refusal itself is written, as a fork is; otherwise submitting changes nothing
     */
    record Refused(Refusal why, Optional<AnchoredNote> onLedger, boolean recorded) implements HeadDecision {}
}
