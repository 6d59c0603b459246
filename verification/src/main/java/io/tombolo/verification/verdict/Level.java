package io.tombolo.verification.verdict;

/** How much is behind a record that was not refused; each level includes those before it. */
public enum Level {
    /** The verifier has the record, nothing more. */
    PENDING,
    /** A checkpoint that the owner signed includes it. */
    SEALED,
    /** That checkpoint, or one that extends it, is on the consortium's ledger, confirmed by the quorum. */
    ANCHORED,
    /** The same, on as many independent ledgers as the policy asks for, at least two. */
    CROSS_ANCHORED;

    /** The higher of the two. */
    public Level max(Level other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
