package io.tombolo.merkle.tile;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;

/** The hashes of one tile, and those of all complete subtrees over them, made once. */
final class HashTile {
    /** Levels of the tree that a tile spans. */
    static final int HEIGHT = 8;

    private final int width;
    /** The tile's own hashes, then the level above them, and so on; each level holds width &gt;&gt; level hashes. */
    private final byte[] bytes;

    private HashTile(int width, byte[] bytes) {
        this.width = width;
        this.bytes = bytes;
    }

    static HashTile decode(TreeHasher hasher, TilePath path, byte[] bytes) {
        if (bytes.length != path.width() * Hash.LENGTH) {
            throw new TileException(
                    TileException.Reason.MALFORMED,
                    path,
                    bytes.length + " bytes, must be " + path.width() * Hash.LENGTH);
        }
        return expand(hasher, bytes, path.width());
    }

    /** From the first {@code width} hashes of {@code hashes}. */
    static HashTile expand(TreeHasher hasher, byte[] hashes, int width) {
        byte[] all = new byte[offset(width, HEIGHT + 1)];
        System.arraycopy(hashes, 0, all, 0, width * Hash.LENGTH);
        for (int level = 1; level <= HEIGHT; level++) {
            int below = offset(width, level - 1);
            int at = offset(width, level);
            for (int i = 0; i < width >> level; i++) {
                hasher.nodeInto(all, below + 2 * i * Hash.LENGTH, all, at + i * Hash.LENGTH);
            }
        }
        return new HashTile(width, all);
    }

    int width() {
        return width;
    }

    Hash hash(int i) {
        return subtree(0, i);
    }

    /** The hash over the 2^level hashes of this tile from i·2^level on. */
    Hash subtree(int level, int i) {
        if (i >= width >> level) {
            throw new IllegalArgumentException("subtree " + i + " of level " + level + " in a tile of " + width);
        }
        return Hash.of(bytes, offset(width, level) + i * Hash.LENGTH);
    }

    private static int offset(int width, int level) {
        int hashes = 0;
        for (int l = 0; l < level; l++) {
            hashes += width >> l;
        }
        return hashes * Hash.LENGTH;
    }
}
