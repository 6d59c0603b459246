package io.tombolo.merkle;

/**
 * The size and root that fix a whole tree. To be trusted only when it comes from a signed checkpoint or from one's own hashing.
 *
 * @param size number of leaves, 0 to 2^63-1
 * @param root the tree's root hash at that size
 */
public record TreeHead(long size, Hash root) {
    public TreeHead {
        if (size < 0) {
            throw new MalformedException("tree size " + Long.toUnsignedString(size) + ": limit " + Long.MAX_VALUE);
        }
    }
}
