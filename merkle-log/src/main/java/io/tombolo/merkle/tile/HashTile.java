package io.tombolo.merkle.tile;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import java.util.Arrays;

/** The hashes of one tile, and the subtrees of up to 256 of them. */
final class HashTile {
    private final byte[] bytes;

    private HashTile(byte[] bytes) {
        this.bytes = bytes;
    }

    static HashTile decode(TilePath path, byte[] bytes) {
        if (bytes.length != path.width() * Hash.LENGTH) {
            throw new TileException(
                    TileException.Reason.MALFORMED,
                    path,
                    bytes.length + " bytes, must be " + path.width() * Hash.LENGTH);
        }
        return new HashTile(bytes.clone());
    }

    int width() {
        return bytes.length / Hash.LENGTH;
    }

    Hash hash(int i) {
        return Hash.of(bytes, i * Hash.LENGTH);
    }

    HashTile first(int width) {
        return new HashTile(Arrays.copyOf(bytes, width * Hash.LENGTH));
    }

    /** The hash over the 2^level hashes of this tile that start at {@code first}. */
    Hash subtree(TreeHasher hasher, int level, int first) {
        int count = 1 << level;
        byte[] work = new byte[count * Hash.LENGTH];
        System.arraycopy(bytes, first * Hash.LENGTH, work, 0, work.length);
        for (; count > 1; count /= 2) {
            for (int i = 0; i < count / 2; i++) {
                hasher.nodeInto(work, 2 * i * Hash.LENGTH, work, i * Hash.LENGTH);
            }
        }
        return Hash.of(work, 0);
    }
}
