package io.tombolo.verification.receipt;

import io.tombolo.merkle.Hash;
import java.time.Instant;

/**
 * What the ledger's members signed: this head of this log was on the ledger, no later than at this time.
 *
 * @param size the tree size in leaves
 * @param anchoredAt the time of the ledger's transaction, which the quorum confirms
 * @param transactionId the ledger's own id of the transaction that anchored the head
 */
public record AnchoredFact(String origin, long size, Hash root, Instant anchoredAt, String transactionId) {}
