package io.tombolo.merkle.proof;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ProofCheck.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * That the leaves {@code [begin, end)} are in a tree, all at once and at their places, with at most 126 hashes for any window. The
 * proof of a single leaf has the hashes of its inclusion proof. An empty window proves the compact range in front of it: a verifier
 * can start there, in the middle of a log.
 *
 * @param begin index of the window's first leaf
 * @param end one past its last leaf; at least 1, at least {@code begin}
 * @param left the compact range {@code [0, begin)}, left to right
 * @param right the complete subtrees right of the window that grow from left to right, then the rest of the tree as one hash
 */
public record RangeProof(long begin, long end, List<Hash> left, List<Hash> right) {
    public RangeProof {
        left = List.copyOf(left);
        right = List.copyOf(right);
    }

    /** Makes the proof for a window of the tree of {@code size} leaves. */
    public static RangeProof make(TreeHasher hasher, SubtreeSource subtrees, long begin, long end, long size) {
        if (begin < 0 || end < begin || end < 1 || end > size) {
            throw new IllegalArgumentException("leaves [" + begin + ", " + end + ") of a tree of " + size);
        }
        List<Hash> left = new ArrayList<>();
        for (long rest = begin, at = 0; rest > 0; ) {
            long block = Long.highestOneBit(rest);
            int level = Long.numberOfTrailingZeros(block);
            left.add(subtrees.subtree(level, at >>> level));
            at += block;
            rest -= block;
        }
        List<Hash> right = new ArrayList<>();
        long at = end;
        for (; growsFrom(at, size); at += Long.lowestOneBit(at)) {
            int level = Long.numberOfTrailingZeros(at);
            right.add(subtrees.subtree(level, at >>> level));
        }
        if (at < size) {
            right.add(Paths.ragged(hasher, subtrees, at, size));
        }
        return new RangeProof(begin, end, left, right);
    }

    /** Verifies that exactly these leaf hashes, in this order, are the window. */
    public ProofCheck verify(List<Hash> leafHashes, TreeHead head) {
        if (begin < 0 || end < begin || end - begin != leafHashes.size()) {
            return new ProofCheck.Fails(Check.WINDOW, leafHashes.size() + " leaves, proof is about " + window());
        }
        CompactRange window = CompactRange.emptyAt(begin);
        leafHashes.forEach(window::appendLeafHash);
        return verify(window, head);
    }

    public ProofCheck verify(CompactRange window, TreeHead head) {
        return verify(TreeHasher.sha256(), window, head);
    }

    /** Verifies a window that the caller hashed from its entries; never throws, whatever the proof holds. */
    public ProofCheck verify(TreeHasher hasher, CompactRange window, TreeHead head) {
        if (begin < 0 || end < begin || end < 1 || window.begin() != begin || window.end() != end) {
            return new ProofCheck.Fails(Check.WINDOW, window + ", proof is about " + window());
        }
        long size = head.size();
        if (end > size) {
            return new ProofCheck.Fails(Check.INDEX_WITHIN_SIZE, "leaves " + window() + " of a tree of " + size);
        }
        long grown = end;
        int growing = 0;
        for (; growsFrom(grown, size); grown += Long.lowestOneBit(grown)) {
            growing++;
        }
        boolean rest = grown < size;
        if (left.size() != Long.bitCount(begin) || right.size() != growing + (rest ? 1 : 0)) {
            return new ProofCheck.Fails(
                    Check.LENGTH,
                    left.size() + " and " + right.size() + " hashes, must be " + Long.bitCount(begin) + " and "
                            + (growing + (rest ? 1 : 0)) + " for " + window() + " of " + size);
        }
        CompactRange tree = CompactRange.of(0, begin, left, hasher);
        tree.append(window);
        tree.append(CompactRange.of(end, grown, right.subList(0, growing)));
        Hash root = rest ? over(hasher, tree.hashes(), right.get(growing)) : tree.root();
        return root.equals(head.root())
                ? new ProofCheck.Holds()
                : new ProofCheck.Fails(Check.ROOT, "path leads to " + root + ", root is " + head.root());
    }

    /** Whether a subtree as large as its place allows starts at leaf {@code at} and ends within the tree. */
    private static boolean growsFrom(long at, long size) {
        return size - at >= Long.lowestOneBit(at);
    }

    private static Hash over(TreeHasher hasher, List<Hash> complete, Hash rest) {
        Hash root = rest;
        for (int i = complete.size() - 1; i >= 0; i--) {
            root = hasher.node(complete.get(i), root);
        }
        return root;
    }

    private String window() {
        return "[" + begin + ", " + end + ")";
    }
}
