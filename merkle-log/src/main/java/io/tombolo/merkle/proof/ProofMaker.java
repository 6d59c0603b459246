package io.tombolo.merkle.proof;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the proofs that {@link InclusionProof}, {@link ConsistencyProof} and {@link MultiProof} verify; no verifier needs it. */
public final class ProofMaker {
    private ProofMaker() {}

    /** The proof for leaf {@code index} of the tree of {@code size} leaves. */
    public static InclusionProof inclusion(TreeHasher hasher, SubtreeSource subtrees, long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf " + index + " of a tree of " + size + " leaves");
        }
        List<Hash> path = new ArrayList<>();
        Paths.siblings(path, hasher, subtrees, 0, index, size);
        return new InclusionProof(index, path);
    }

    /** The proof between two sizes of the same tree. */
    public static ConsistencyProof consistency(TreeHasher hasher, SubtreeSource subtrees, long oldSize, long newSize) {
        if (oldSize < 0 || oldSize > newSize) {
            throw new IllegalArgumentException("from " + oldSize + " to " + newSize + " leaves: does not grow");
        }
        List<Hash> path = new ArrayList<>();
        if (oldSize > 0 && oldSize < newSize) {
            int level = Long.numberOfTrailingZeros(oldSize);
            long index = (oldSize >>> level) - 1;
            if (index != 0) {
                path.add(subtrees.subtree(level, index));
            }
            Paths.siblings(path, hasher, subtrees, level, index, newSize);
        }
        return new ConsistencyProof(path);
    }

    /**
     * The proof for several leaves of the tree of {@code size} leaves.
     *
     * @param indices strictly ascending, at least one
     */
    public static MultiProof several(TreeHasher hasher, SubtreeSource subtrees, List<Long> indices, long size) {
        Optional<ProofCheck.Fails> wrong = MultiProof.wrong(indices, size);
        if (wrong.isPresent()) {
            throw new IllegalArgumentException(wrong.get().detail());
        }
        List<Hash> hashes = new ArrayList<>();
        collect(hashes, hasher, subtrees, indices, 0, size, size);
        return new MultiProof(hashes);
    }

    private static void collect(
            List<Hash> hashes,
            TreeHasher hasher,
            SubtreeSource subtrees,
            List<Long> indices,
            long begin,
            long end,
            long size) {
        if (indices.isEmpty()) {
            hashes.add(node(hasher, subtrees, begin, end, size));
        } else if (end - begin > 1) {
            long middle = begin + Long.highestOneBit(end - begin - 1);
            int cut = MultiProof.firstFrom(indices, middle);
            collect(hashes, hasher, subtrees, indices.subList(0, cut), begin, middle, size);
            collect(hashes, hasher, subtrees, indices.subList(cut, indices.size()), middle, end, size);
        }
    }

    /** The hash over the leaves {@code [begin, end)}, a node of the tree. */
    private static Hash node(TreeHasher hasher, SubtreeSource subtrees, long begin, long end, long size) {
        return end == size
                ? subtrees.edge(hasher, begin, size)
                : subtrees.subtree(
                        Long.numberOfTrailingZeros(end - begin), begin >>> Long.numberOfTrailingZeros(end - begin));
    }
}
