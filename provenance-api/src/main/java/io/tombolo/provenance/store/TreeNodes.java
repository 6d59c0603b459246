package io.tombolo.provenance.store;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.proof.SubtreeSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Any complete subtree's hash of a stored tree, for inclusion and consistency proofs. For one thread at a time.
 *
 * <p>Tiles of leaves are cut into groups of 16: the groups' roots are remembered, and one group is read and hashed for each proof,
 * so that a proof of any leaf costs 15 hashes instead of a whole tile's 255.
 */
final class TreeNodes implements SubtreeSource {
    private static final int HEIGHT = 8;
    private static final int GROUP_HEIGHT = 4;
    private static final int GROUP = 1 << GROUP_HEIGHT;

    private final TreeFile tree;
    private final long size;
    private final ExpandedTiles cache;
    private final RightEdge edge;
    private final TreeHasher hasher;
    /** The group and the roots of the tile that were asked for last; a proof asks for no others, or for few. */
    private ExpandedTiles.@Nullable Nodes group;

    private long groupAt = -1;
    private ExpandedTiles.@Nullable Nodes roots;
    private long rootsAt = -1;

    /**
     * Reads nothing beyond the published size.
     *
     * @param edge of the size that proofs are asked for, at most the published one
     */
    TreeNodes(TreeFile tree, long size, ExpandedTiles cache, RightEdge edge, TreeHasher hasher) {
        this.tree = tree;
        this.size = size;
        this.cache = cache;
        this.edge = edge;
        this.hasher = hasher;
    }

    @Override
    public Hash edge(TreeHasher with, long begin, long atSize) {
        if (atSize != edge.size()) {
            return SubtreeSource.super.edge(with, begin, atSize);
        }
        Hash known = edge.nodes().get(begin);
        if (known == null) {
            known = SubtreeSource.super.edge(with, begin, atSize);
            edge.nodes().put(begin, known);
        }
        return known;
    }

    @Override
    public Hash subtree(int level, long index) {
        int tileLevel = level / HEIGHT;
        int within = level % HEIGHT;
        long first = index << within;
        int place = (int) (first % TreeFile.WIDTH);
        if (tileLevel > 0) {
            return tile(tileLevel, first / TreeFile.WIDTH, place + (1 << within))
                    .subtree(within, place);
        }
        if (within < GROUP_HEIGHT) {
            return group(first / GROUP).subtree(within, place % GROUP);
        }
        int above = within - GROUP_HEIGHT;
        return roots(first / TreeFile.WIDTH, place / GROUP + (1 << above)).subtree(above, place / GROUP);
    }

    private ExpandedTiles.Nodes group(long at) {
        ExpandedTiles.Nodes known = group;
        if (known == null || groupAt != at) {
            int held = (int) Math.min(GROUP, size - at * GROUP);
            known = new ExpandedTiles.Nodes(hasher, tree.hashes(0, at * GROUP, held), GROUP);
            group = known;
            groupAt = at;
        }
        return known;
    }

    /** The roots of at least this many groups of a tile of leaves: those of a partial one that has grown since are hashed again. */
    private ExpandedTiles.Nodes roots(long tile, int groups) {
        ExpandedTiles.Nodes known = roots;
        if (known == null || rootsAt != tile || known.width() < groups) {
            ExpandedTiles.Place place = new ExpandedTiles.Place(tree, 0, tile);
            known = cache.groups(place);
            if (known == null || known.width() < groups) {
                known = new ExpandedTiles.Nodes(hasher, groupRoots(tile), TreeFile.WIDTH / GROUP);
                cache.putGroups(place, known);
            }
            roots = known;
            rootsAt = tile;
        }
        return known;
    }

    private byte[] groupRoots(long tile) {
        int groups = (int) Math.min(TreeFile.WIDTH, size - tile * TreeFile.WIDTH) / GROUP;
        byte[] hashes = tree.tile(0, tile, groups * GROUP);
        for (int width = groups * GROUP; width > groups; width /= 2) {
            for (int i = 0; i < width; i += 2) {
                hasher.nodeInto(hashes, i * Hash.LENGTH, hashes, i / 2 * Hash.LENGTH);
            }
        }
        return Arrays.copyOf(hashes, groups * Hash.LENGTH);
    }

    /** The tile with at least this many hashes: a partial one that has grown since is expanded again. */
    private ExpandedTiles.Nodes tile(int level, long index, int width) {
        ExpandedTiles.Place place = new ExpandedTiles.Place(tree, level, index);
        ExpandedTiles.Nodes known = cache.get(place);
        if (known != null && known.width() >= width) {
            return known;
        }
        long held = TreeFile.hashes(size, level) - index * TreeFile.WIDTH;
        ExpandedTiles.Nodes fresh = new ExpandedTiles.Nodes(
                hasher, tree.tile(level, index, (int) Math.min(TreeFile.WIDTH, held)), TreeFile.WIDTH);
        cache.put(place, fresh);
        return fresh;
    }
}
