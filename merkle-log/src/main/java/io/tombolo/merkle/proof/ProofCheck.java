package io.tombolo.merkle.proof;

/** The result of verifying a proof: it holds, or the first check that failed, with the values that it saw. */
public sealed interface ProofCheck {

    /** The checks, in the order in which they are made. */
    enum Check {
        /** The leaf index, or the end of the range, lies within the tree. */
        INDEX_WITHIN_SIZE,
        /** The old tree is not larger than the new one. */
        OLD_SIZE_WITHIN_NEW,
        /** The window of leaves is the one that the proof is about. */
        WINDOW,
        /** The proof has exactly as many hashes as the sizes call for. */
        LENGTH,
        /** The walk ended at the old tree's root. */
        OLD_ROOT,
        /** The walk ended at the tree's root. */
        ROOT
    }

    record Holds() implements ProofCheck {}

    record Fails(Check check, String detail) implements ProofCheck {}

    default boolean holds() {
        return this instanceof Holds;
    }
}
