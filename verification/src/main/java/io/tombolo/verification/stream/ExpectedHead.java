package io.tombolo.verification.stream;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.verdict.Level;

/**
 * A head of a log whose signatures the caller has verified, so that the tree must have this root at this size.
 *
 * @param size the tree size in leaves, at least 1
 * @param lastOffset the Kafka offset of the last leaf as an unsigned source states it, {@link #UNKNOWN_OFFSET} if none does. It only
 *     decides when a lack of records is looked into: a lie delays or hastens that, and changes no verdict
 * @param level {@link Level#SEALED} for the owner's signature alone, above it for what a ledger confirms
 */
public record ExpectedHead(long size, Hash root, long lastOffset, Level level) {
    /** Nobody stated at which offset the head's last leaf is. */
    public static final long UNKNOWN_OFFSET = Long.MAX_VALUE;

    public ExpectedHead {
        if (size < 1) {
            throw new IllegalArgumentException("head of size " + size + ": an empty log has nothing to compare");
        }
    }
}
