package io.tombolo.ledger;

import static java.util.Objects.requireNonNull;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import java.util.List;

/**
 * One log's head on its way to the ledger.
 *
 * @param origin the log, {@code organisation/dataset/partition[/generation]}
 * @param size leaves in the tree, at least 1
 * @param root the tree's root at that size
 * @param previousSize the size that the ledger holds as latest; 0 when it holds none
 * @param consistencyProof RFC 9162 §2.1.4 from {@code previousSize} to {@code size}; empty when either equals the other or
 *     {@code previousSize} is 0
 * @param signedNote the C2SP signed note over the checkpoint; the ledger takes origin, size and root from it alone
 */
public record HeadToAnchor(
        String origin, long size, Hash root, long previousSize, List<Hash> consistencyProof, String signedNote) {
    public HeadToAnchor {
        requireNonNull(origin, "origin");
        requireNonNull(root, "root");
        requireNonNull(signedNote, "signedNote");
        consistencyProof = List.copyOf(consistencyProof);
        if (size < 1) {
            throw new IllegalArgumentException("head of " + origin + ": size " + size + ", at least 1");
        }
        if (previousSize < 0) {
            throw new IllegalArgumentException(
                    "head of " + origin + ": previous size " + previousSize + ", at least 0");
        }
    }

    public TreeHead treeHead() {
        return new TreeHead(size, root);
    }
}
