package io.tombolo.merkle.proof;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import java.util.function.LongFunction;

/** Hands out the hashes of complete subtrees, from which every proof is put together. */
@FunctionalInterface
public interface SubtreeSource {
    /** The hash of the 2^level leaves from leaf index·2^level on; level 0 to 62. */
    Hash subtree(int level, long index);

    /**
     * The root over the leaves {@code [begin, size)}, the rightmost node of some level, complete or not. A source that is asked for many
     * proofs of one size may remember it: no leaf's own path goes into it.
     */
    default Hash edge(TreeHasher hasher, long begin, long size) {
        return Paths.ragged(hasher, this, begin, size);
    }

    /** A source that hashes its way up from leaf hashes at every call: for small trees and tests. */
    static SubtreeSource ofLeafHashes(TreeHasher hasher, LongFunction<Hash> leafHashes) {
        return new SubtreeSource() {
            @Override
            public Hash subtree(int level, long index) {
                return level == 0
                        ? leafHashes.apply(index)
                        : hasher.node(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
            }
        };
    }
}
