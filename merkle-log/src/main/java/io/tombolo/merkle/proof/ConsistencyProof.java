package io.tombolo.merkle.proof;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ProofCheck.Check;
import java.util.List;

/**
 * That a tree only grew: the old one is a prefix of the new one (RFC 9162, section 2.1.4). From size 0, and between equal sizes, the
 * proof has no hashes (C2SP tlog-witness).
 *
 * @param path the RFC's nodes in its order
 */
public record ConsistencyProof(List<Hash> path) {
    public ConsistencyProof {
        path = List.copyOf(path);
    }

    public ProofCheck verify(TreeHead older, TreeHead newer) {
        return verify(TreeHasher.sha256(), older, newer);
    }

    /** The steps of RFC 9162, section 2.1.4.2; never throws, whatever the proof holds. */
    public ProofCheck verify(TreeHasher hasher, TreeHead older, TreeHead newer) {
        if (older.size() > newer.size()) {
            return new ProofCheck.Fails(
                    Check.OLD_SIZE_WITHIN_NEW, "from " + older.size() + " to " + newer.size() + " leaves");
        }
        if (older.size() == 0 || older.size() == newer.size()) {
            return withoutWalk(hasher, older, newer);
        }
        if (path.isEmpty()) {
            return length("too few", older, newer);
        }
        boolean complete = Long.bitCount(older.size()) == 1;
        int skip = Long.numberOfTrailingZeros(older.size());
        long fn = (older.size() - 1) >>> skip;
        long sn = (newer.size() - 1) >>> skip;
        byte[] fr = (complete ? older.root() : path.get(0)).toBytes();
        byte[] sr = fr.clone();
        byte[] c = new byte[Hash.LENGTH];
        for (Hash node : complete ? path : path.subList(1, path.size())) {
            if (sn == 0) {
                return length("too many", older, newer);
            }
            node.copyTo(c, 0);
            if ((fn & 1) == 1 || fn == sn) {
                hasher.nodeInto(c, 0, fr, 0, fr, 0);
                hasher.nodeInto(c, 0, sr, 0, sr, 0);
                if ((fn & 1) == 0) {
                    int rise = Long.numberOfTrailingZeros(fn);
                    fn >>>= rise;
                    sn >>>= rise;
                }
            } else {
                hasher.nodeInto(sr, 0, c, 0, sr, 0);
            }
            fn >>>= 1;
            sn >>>= 1;
        }
        if (sn != 0) {
            return length("too few", older, newer);
        }
        return roots(Hash.of(fr), older, Hash.of(sr), newer);
    }

    private ProofCheck withoutWalk(TreeHasher hasher, TreeHead older, TreeHead newer) {
        if (!path.isEmpty()) {
            return length("too many", older, newer);
        }
        Hash emptyRoot = hasher.emptyRoot();
        return roots(
                older.size() == 0 ? emptyRoot : older.root(),
                older,
                newer.size() == 0 ? emptyRoot : newer.size() == older.size() ? older.root() : newer.root(),
                newer);
    }

    private static ProofCheck roots(Hash oldRoot, TreeHead older, Hash newRoot, TreeHead newer) {
        if (!oldRoot.equals(older.root())) {
            return new ProofCheck.Fails(Check.OLD_ROOT, "path leads to " + oldRoot + ", old root is " + older.root());
        }
        return newRoot.equals(newer.root())
                ? new ProofCheck.Holds()
                : new ProofCheck.Fails(Check.ROOT, "path leads to " + newRoot + ", root is " + newer.root());
    }

    private ProofCheck length(String how, TreeHead older, TreeHead newer) {
        return new ProofCheck.Fails(
                Check.LENGTH,
                path.size() + " hashes, " + how + " from " + older.size() + " to " + newer.size() + " leaves");
    }
}
