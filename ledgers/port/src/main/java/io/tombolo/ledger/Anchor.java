package io.tombolo.ledger;

import static java.util.Objects.requireNonNull;

import io.tombolo.merkle.Hash;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A checkpoint that the ledger committed.
 *
 * @param ledger the ledger's name, as {@link Ledger#name()}
 * @param transactionId the ledger's own id of the transaction that anchored it first
 * @param block the block that holds it, where the adapter learned it
 * @param anchoredAt the ledger transaction's timestamp, whole milliseconds
 * @param signedNote the signed note as the ledger keeps it
 */
public record Anchor(
        String origin,
        long size,
        Hash root,
        String ledger,
        String transactionId,
        OptionalLong block,
        Instant anchoredAt,
        String signedNote) {
    public Anchor {
        requireNonNull(origin, "origin");
        requireNonNull(root, "root");
        requireNonNull(ledger, "ledger");
        requireNonNull(transactionId, "transactionId");
        requireNonNull(block, "block");
        requireNonNull(anchoredAt, "anchoredAt");
        requireNonNull(signedNote, "signedNote");
    }

    /** Whether this is the anchor of that very tree head. */
    public boolean isOf(HeadToAnchor head) {
        return origin.equals(head.origin()) && size == head.size() && root.equals(head.root());
    }
}
