package io.tombolo.ledger;

import io.tombolo.merkle.Hash;
import java.time.Instant;

/**
 * A head that its owner signed and that contradicts the anchor of the same size; both notes are kept.
 *
 * @param root the contradicting root, not the anchored one
 * @param transactionId the transaction that recorded it
 * @param signedNote the owner's signature under the contradicting head
 */
public record Fork(String origin, long size, Hash root, String transactionId, Instant recordedAt, String signedNote) {}
