package io.tombolo.provenance.store;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.proof.SubtreeSource;

/** Any complete subtree's hash of a stored tree, for inclusion and consistency proofs. For one thread at a time. */
final class TreeNodes implements SubtreeSource {
    private static final int HEIGHT = 8;
    private static final int WIDTH = TreeFile.WIDTH;

    private final LogOrigin log;
    private final TreeFile tree;
    private final long size;
    private final ExpandedTiles cache;
    private final TreeHasher hasher = TreeHasher.sha256();

    /** @param size the published size: nothing beyond it is read */
    TreeNodes(LogOrigin log, TreeFile tree, long size, ExpandedTiles cache) {
        this.log = log;
        this.tree = tree;
        this.size = size;
        this.cache = cache;
    }

    @Override
    public Hash subtree(int level, long index) {
        int tileLevel = level / HEIGHT;
        int within = level % HEIGHT;
        long first = index << within;
        long tile = first / WIDTH;
        int place = (int) (first % WIDTH);
        boolean full = TreeFile.hashes(size, tileLevel) >= (tile + 1) * WIDTH;
        if (full) {
            return Hash.of(expanded(tileLevel, tile), ((WIDTH + place) >> within) * Hash.LENGTH);
        }
        byte[] hashes = tree.hashes(tileLevel, first, 1 << within);
        for (int count = 1 << within; count > 1; count /= 2) {
            for (int i = 0; i < count / 2; i++) {
                hasher.nodeInto(hashes, 2 * i * Hash.LENGTH, hashes, i * Hash.LENGTH);
            }
        }
        return Hash.of(hashes, 0);
    }

    /** 512 places of 32 bytes: node n has the children 2n and 2n+1, the root is node 1, the tile's hashes are 256 to 511. */
    private byte[] expanded(int level, long index) {
        ExpandedTiles.Place key = new ExpandedTiles.Place(log, level, index);
        byte[] known = cache.get(key);
        if (known != null) {
            return known;
        }
        byte[] nodes = new byte[2 * WIDTH * Hash.LENGTH];
        System.arraycopy(tree.tile(level, index, WIDTH), 0, nodes, WIDTH * Hash.LENGTH, WIDTH * Hash.LENGTH);
        for (int node = WIDTH - 1; node >= 1; node--) {
            hasher.nodeInto(nodes, 2 * node * Hash.LENGTH, nodes, node * Hash.LENGTH);
        }
        cache.put(key, nodes);
        return nodes;
    }
}
