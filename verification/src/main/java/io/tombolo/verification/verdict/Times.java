package io.tombolo.verification.verdict;

import java.time.Instant;
import java.util.Optional;

/**
 * Three times that are never mixed up, each the word of somebody else.
 *
 * @param event the record's Kafka timestamp, fixed by the owner's seal; empty when the record has none
 * @param seal stated by the owner, when the checkpoint carries a signed time
 * @param anchor the ledger's, which a quorum of its members confirms; the earliest of several
 */
public record Times(Optional<Instant> event, Optional<Instant> seal, Optional<Instant> anchor) {
    /** No time is known. */
    public static final Times NONE = new Times(Optional.empty(), Optional.empty(), Optional.empty());
}
