package io.tombolo.merkle.proof;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ProofCheck.Check;
import java.util.List;
import java.util.Optional;

/**
 * That one leaf is in a tree (RFC 9162, section 2.1.3). It carries no tree size on purpose: size and root come from a signed head.
 *
 * @param index the leaf's index, 0 to 2^63-2
 * @param path sibling hashes, from the leaf's own to the root's child
 */
public record InclusionProof(long index, List<Hash> path) {
    public InclusionProof {
        path = List.copyOf(path);
    }

    public ProofCheck verify(Hash leafHash, TreeHead head) {
        return verify(TreeHasher.sha256(), leafHash, head);
    }

    /** The steps of RFC 9162, section 2.1.3.2; never throws, whatever the proof holds. */
    public ProofCheck verify(TreeHasher hasher, Hash leafHash, TreeHead head) {
        byte[] root = leafHash.toBytes();
        ProofCheck walked = walk(hasher, root, head.size());
        if (!walked.holds()) {
            return walked;
        }
        Hash computed = Hash.of(root);
        return computed.equals(head.root())
                ? walked
                : new ProofCheck.Fails(Check.ROOT, "path leads to " + computed + ", root is " + head.root());
    }

    /**
     * The root that this proof leads to in a tree of {@code size} leaves, for receipts that sign a root without showing it; empty if
     * the path does not fit the size. It proves nothing before a signature over that root, and over that size, was verified.
     */
    public Optional<Hash> impliedRoot(TreeHasher hasher, Hash leafHash, long size) {
        byte[] root = leafHash.toBytes();
        return walk(hasher, root, size).holds() ? Optional.of(Hash.of(root)) : Optional.empty();
    }

    /** Steps 1 to 4: turns the leaf's hash in {@code root} into the root's, if index and length are right. */
    private ProofCheck walk(TreeHasher hasher, byte[] root, long size) {
        if (index < 0 || index >= size) {
            return new ProofCheck.Fails(
                    Check.INDEX_WITHIN_SIZE,
                    "leaf " + Long.toUnsignedString(index) + " of a tree of " + size + " leaves");
        }
        byte[] sibling = new byte[Hash.LENGTH];
        long fn = index;
        long sn = size - 1;
        for (Hash p : path) {
            if (sn == 0) {
                return length("too many", size);
            }
            p.copyTo(sibling, 0);
            if ((fn & 1) == 1 || fn == sn) {
                hasher.nodeInto(sibling, 0, root, 0, root, 0);
                if ((fn & 1) == 0) {
                    // Levels at which this node has no sibling: it is the last one, and moves up unhashed.
                    int skip = Long.numberOfTrailingZeros(fn);
                    fn >>>= skip;
                    sn >>>= skip;
                }
            } else {
                hasher.nodeInto(root, 0, sibling, 0, root, 0);
            }
            fn >>>= 1;
            sn >>>= 1;
        }
        return sn == 0 ? new ProofCheck.Holds() : length("too few", size);
    }

    private ProofCheck length(String how, long size) {
        return new ProofCheck.Fails(
                Check.LENGTH, path.size() + " hashes, " + how + " for leaf " + index + " of " + size);
    }
}
