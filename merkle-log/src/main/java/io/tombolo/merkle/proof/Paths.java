package io.tombolo.merkle.proof;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import java.util.ArrayList;
import java.util.List;

/** The sibling hashes between a complete subtree and the root (RFC 9162, sections 2.1.3.1 and 2.1.4.1). */
final class Paths {
    private Paths() {}

    /** Appends the siblings, bottom up, of the complete subtree (level, index) in a tree of {@code size} leaves. */
    static void siblings(List<Hash> path, TreeHasher hasher, SubtreeSource subtrees, int level, long index, long size) {
        int l = level;
        long i = index;
        for (long last = (size - 1) >>> level; last > 0; last >>>= 1, i >>>= 1, l++) {
            if ((i & 1) == 1) {
                path.add(subtrees.subtree(l, i - 1));
            } else if (i + 1 < last) {
                path.add(subtrees.subtree(l, i + 1));
            } else if (i + 1 == last) {
                path.add(subtrees.edge(hasher, last << l, size));
            }
        }
    }

    /** The root over the leaves {@code [begin, size)}, the rightmost node of some level: complete or not. */
    static Hash ragged(TreeHasher hasher, SubtreeSource subtrees, long begin, long size) {
        List<Hash> parts = new ArrayList<>();
        for (long at = begin; at < size; ) {
            int level = Math.min(62, 63 - Long.numberOfLeadingZeros(size - at));
            parts.add(subtrees.subtree(level, at >>> level));
            at += 1L << level;
        }
        Hash root = parts.get(parts.size() - 1);
        for (int p = parts.size() - 2; p >= 0; p--) {
            root = hasher.node(parts.get(p), root);
        }
        return root;
    }
}
