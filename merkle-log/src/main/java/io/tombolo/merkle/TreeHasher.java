package io.tombolo.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashes leaves and nodes with their domain tags (RFC 9162, section 2.1.1). The one seam for another hash function of 32 bytes.
 * Keeps a digest and a buffer, so it belongs to one thread at a time and allocates nothing per hash.
 */
public final class TreeHasher {
    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;
    private static final int SHORT = 64;

    private final MessageDigest digest;
    private final byte[] shortLeaf = new byte[1 + SHORT];
    private final byte[] node = new byte[1 + 2 * Hash.LENGTH];

    private TreeHasher(MessageDigest digest) {
        this.digest = digest;
        shortLeaf[0] = LEAF;
        node[0] = NODE;
    }

    /** SHA-256, the hash of RFC 9162 logs. */
    public static TreeHasher sha256() {
        return new TreeHasher(Hash.sha256());
    }

    /** Another digest of 32 bytes (SM3, say), which the hasher then owns. */
    public static TreeHasher of(MessageDigest digest) {
        if (digest.getDigestLength() != Hash.LENGTH) {
            throw new IllegalArgumentException(
                    digest.getAlgorithm() + ": " + digest.getDigestLength() + " bytes, must be " + Hash.LENGTH);
        }
        return new TreeHasher(digest);
    }

    /** A hasher of the same function that shares nothing with this one. */
    public TreeHasher another() {
        try {
            return new TreeHasher(MessageDigest.getInstance(digest.getAlgorithm(), digest.getProvider()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(digest.getAlgorithm() + " is gone from its provider", e);
        }
    }

    /** The root of the tree without leaves: the hash of nothing. */
    public Hash emptyRoot() {
        return Hash.of(digest.digest());
    }

    public Hash leaf(byte[] entry) {
        return leaf(entry, 0, entry.length);
    }

    public Hash leaf(byte[] buffer, int offset, int length) {
        byte[] out = new byte[Hash.LENGTH];
        leafInto(buffer, offset, length, out, 0);
        return Hash.of(out);
    }

    public Hash node(Hash left, Hash right) {
        byte[] out = new byte[Hash.LENGTH];
        left.copyTo(node, 1);
        right.copyTo(node, 1 + Hash.LENGTH);
        finish(node, 0, node.length, out, 0);
        return Hash.of(out);
    }

    /** Writes the leaf hash of the {@code length} bytes at {@code offset} into {@code out}, which may be the same array. */
    public void leafInto(byte[] buffer, int offset, int length, byte[] out, int outOffset) {
        if (length < SHORT) {
            // One call for tag and entry: a small entry is hashed faster when it is copied than when it is fed in two
            // steps.
            System.arraycopy(buffer, offset, shortLeaf, 1, length);
            finish(shortLeaf, 0, 1 + length, out, outOffset);
        } else {
            digest.update(LEAF);
            finish(buffer, offset, length, out, outOffset);
        }
    }

    /** Writes the hash of the node whose children's hashes stand side by side at {@code offset} into {@code out}. */
    public void nodeInto(byte[] children, int offset, byte[] out, int outOffset) {
        System.arraycopy(children, offset, node, 1, 2 * Hash.LENGTH);
        finish(node, 0, node.length, out, outOffset);
    }

    /** As {@link #nodeInto(byte[], int, byte[], int)}, for children kept apart. */
    public void nodeInto(byte[] left, int leftOffset, byte[] right, int rightOffset, byte[] out, int outOffset) {
        System.arraycopy(left, leftOffset, node, 1, Hash.LENGTH);
        System.arraycopy(right, rightOffset, node, 1 + Hash.LENGTH, Hash.LENGTH);
        finish(node, 0, node.length, out, outOffset);
    }

    private void finish(byte[] in, int offset, int length, byte[] out, int outOffset) {
        try {
            digest.update(in, offset, length);
            digest.digest(out, outOffset, Hash.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("no room for a hash at " + outOffset + " of " + out.length, e);
        }
    }
}
