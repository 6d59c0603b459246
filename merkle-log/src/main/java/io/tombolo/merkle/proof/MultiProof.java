package io.tombolo.merkle.proof;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ProofCheck.Check;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * That several leaves, anywhere, are in a tree: the hashes of the largest subtrees without any of these leaves, from left to right, each
 * once. Every other node follows from them and the leaves (RFC 9162, section 2.1.1). One leaf has the hashes of its inclusion proof,
 * in another order; leaves side by side have those of a {@link RangeProof}. At most 62 hashes a leaf.
 */
public record MultiProof(List<Hash> hashes) {
    public MultiProof {
        hashes = List.copyOf(hashes);
    }

    /**
     * Verifies that these are the leaves at these indices; never throws, whatever the proof holds.
     *
     * @param indices of the leaves, strictly ascending, at least one
     * @param leafHashes one for each index
     */
    public ProofCheck verify(List<Long> indices, List<Hash> leafHashes, TreeHead head) {
        if (indices.size() != leafHashes.size()) {
            return new ProofCheck.Fails(Check.WINDOW, leafHashes.size() + " leaves for " + indices.size() + " indices");
        }
        Optional<ProofCheck.Fails> wrong = wrong(indices, head.size());
        if (wrong.isPresent()) {
            return wrong.get();
        }
        Iterator<Hash> given = hashes.iterator();
        Optional<Hash> root = root(TreeHasher.sha256(), given, indices, leafHashes, 0, head.size());
        if (root.isEmpty() || given.hasNext()) {
            return new ProofCheck.Fails(
                    Check.LENGTH,
                    hashes.size() + " hashes, too " + (root.isEmpty() ? "few" : "many") + " for " + indices.size()
                            + " leaves of " + head.size());
        }
        return root.get().equals(head.root())
                ? new ProofCheck.Holds()
                : new ProofCheck.Fails(Check.ROOT, "leads to " + root.get() + ", root is " + head.root());
    }

    static Optional<ProofCheck.Fails> wrong(List<Long> indices, long size) {
        if (indices.isEmpty()) {
            return Optional.of(new ProofCheck.Fails(Check.WINDOW, "no leaf"));
        }
        long before = -1;
        for (long index : indices) {
            if (index <= before) {
                return Optional.of(new ProofCheck.Fails(
                        Check.WINDOW, "leaf " + index + " after " + before + ": indices must ascend from 0 on"));
            }
            before = index;
        }
        return before < size
                ? Optional.empty()
                : Optional.of(new ProofCheck.Fails(
                        Check.INDEX_WITHIN_SIZE, "leaf " + before + " of a tree of " + size + " leaves"));
    }

    /** Empty when the proof has too few hashes. */
    private static Optional<Hash> root(
            TreeHasher hasher, Iterator<Hash> given, List<Long> indices, List<Hash> leaves, long begin, long end) {
        if (indices.isEmpty()) {
            return given.hasNext() ? Optional.of(given.next()) : Optional.empty();
        }
        if (end - begin == 1) {
            return Optional.of(leaves.get(0));
        }
        long middle = begin + Long.highestOneBit(end - begin - 1);
        int cut = firstFrom(indices, middle);
        Optional<Hash> left = root(hasher, given, indices.subList(0, cut), leaves.subList(0, cut), begin, middle);
        if (left.isEmpty()) {
            return left;
        }
        int count = indices.size();
        return root(hasher, given, indices.subList(cut, count), leaves.subList(cut, count), middle, end)
                .map(right -> hasher.node(left.get(), right));
    }

    /** How many of the indices lie before {@code middle}. */
    static int firstFrom(List<Long> indices, long middle) {
        int low = 0;
        int high = indices.size();
        while (low < high) {
            int at = (low + high) >>> 1;
            if (indices.get(at) < middle) {
                low = at + 1;
            } else {
                high = at;
            }
        }
        return low;
    }
}
