package io.tombolo.provenance.store;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.proof.SubtreeSource;
import io.tombolo.schemas.Origin;

/** Any complete subtree's hash of a stored tree, for inclusion and consistency proofs. For one thread at a time. */
final class TreeNodes implements SubtreeSource {
    private static final int HEIGHT = 8;

    private final Origin log;
    private final TreeFile tree;
    private final long size;
    private final ExpandedTiles cache;
    private final TreeHasher hasher = TreeHasher.sha256();

    /** Reads nothing beyond the published size. */
    TreeNodes(Origin log, TreeFile tree, long size, ExpandedTiles cache) {
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
        int place = (int) (first % TreeFile.WIDTH);
        return tile(tileLevel, first / TreeFile.WIDTH, place + (1 << within)).subtree(within, place);
    }

    /** The tile with at least this many hashes: a partial one that has grown since is expanded again. */
    private ExpandedTiles.Nodes tile(int level, long index, int width) {
        ExpandedTiles.Place place = new ExpandedTiles.Place(log, level, index);
        ExpandedTiles.Nodes known = cache.get(place);
        if (known != null && known.width() >= width) {
            return known;
        }
        long held = TreeFile.hashes(size, level) - index * TreeFile.WIDTH;
        ExpandedTiles.Nodes fresh =
                new ExpandedTiles.Nodes(hasher, tree.tile(level, index, (int) Math.min(TreeFile.WIDTH, held)));
        cache.put(place, fresh);
        return fresh;
    }
}
