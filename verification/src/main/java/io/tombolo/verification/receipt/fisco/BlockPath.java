package io.tombolo.verification.receipt.fisco;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where a transaction is in its block: the same place as its receipt's in the tree of receipts. Both are trees of hashes in pairs, the last
 * one of a level alone when their number is odd.
 *
 * @param index from 0
 * @param siblings from below, none for a hash that is alone; 32 bytes or none each
 */
record BlockPath(long index, List<Bytes> siblings) {
    private static final int MAX_LEVELS = 32;

    BlockPath {
        siblings = List.copyOf(siblings);
        if (siblings.size() > MAX_LEVELS || index >> siblings.size() != 0) {
            throw new MalformedException(
                    "block path: index " + index + " over " + siblings.size() + " levels, limit " + MAX_LEVELS);
        }
        for (int level = 0; level < siblings.size(); level++) {
            int length = siblings.get(level).length();
            if ((length != 0 && length != Hash.LENGTH) || (length == 0 && (index >> level & 1) == 1)) {
                throw new MalformedException("block path: " + length + " bytes at level " + level);
            }
        }
    }

    /** Whether another path leads through a tree of the same shape. */
    boolean isLike(BlockPath other) {
        return index == other.index
                && siblings.stream()
                        .map(Bytes::length)
                        .toList()
                        .equals(other.siblings.stream().map(Bytes::length).toList());
    }

    /**
     * The root above a leaf.
     *
     * @param never bytes that no hash in the tree has from its fifth byte on: what each transaction has there. A transaction that is made to
     *     look like a pair of hashes would otherwise be a subtree
     * @throws MalformedException when a hash has them
     */
    Hash root(Hash leaf, byte[] never, Cryptography cryptography) {
        byte[] hash = leaf.toBytes();
        for (int level = 0; level < siblings.size(); level++) {
            byte[] sibling = siblings.get(level).toArray();
            boolean right = (index >> level & 1) == 1;
            byte[] pair = ByteBuffer.allocate(hash.length + sibling.length)
                    .put(right ? sibling : hash)
                    .put(right ? hash : sibling)
                    .array();
            if (ByteBuffer.wrap(pair, Integer.BYTES, never.length).equals(ByteBuffer.wrap(never))) {
                throw new MalformedException("block path: a transaction in place of hashes at level " + level);
            }
            hash = SealedBlock.hash(pair, cryptography).toBytes();
        }
        return Hash.of(hash);
    }
}
