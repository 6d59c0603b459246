package io.tombolo.provenance.store;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What inclusion proofs would hash again and again, the most recently used of all logs together: of tiles of leaves the roots of their
 * groups, of the levels above the whole tile, each hashed up to the tile's root. For any thread.
 */
final class ExpandedTiles {
    /** About 1.2 kB each, so 40 MB at most: those of 8.4 million leaves. */
    private static final int LEAF_TILES = 32_768;
    /** 16 kB each; proofs of 2^24 leaves go through no more. */
    private static final int UPPER_TILES = 512;

    private final Map<Place, Nodes> groups = leastRecentlyUsedOut(LEAF_TILES);
    private final Map<Place, Nodes> upperTiles = leastRecentlyUsedOut(UPPER_TILES);

    /**
     * Where a tile is. A record's own equals and hashCode took a fifth of an answer's time.
     *
     * @param tree by identity: hashing a log's name takes longer than finding the tile
     */
    record Place(TreeFile tree, int level, long index) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && tree == place.tree && level == place.level && index == place.index;
        }

        @Override
        public int hashCode() {
            return (System.identityHashCode(tree) * 31 + level) * 31 + Long.hashCode(index);
        }
    }

    /**
     * Hashes side by side with every complete subtree of them: node n with the children 2n and 2n+1, the root at 1, the hashes
     * themselves from {@code places} on. What is not complete yet is zero.
     */
    static final class Nodes {
        private final int width;
        private final int places;
        private final byte[] nodes;

        /** @param places how many hashes there will be: a power of two */
        Nodes(TreeHasher hasher, byte[] hashes, int places) {
            this.width = hashes.length / Hash.LENGTH;
            this.places = places;
            this.nodes = new byte[2 * places * Hash.LENGTH];
            System.arraycopy(hashes, 0, nodes, places * Hash.LENGTH, hashes.length);
            for (int first = places / 2, complete = width / 2; first >= 1; first /= 2, complete /= 2) {
                for (int node = first; node < first + complete; node++) {
                    hasher.nodeInto(nodes, 2 * node * Hash.LENGTH, nodes, node * Hash.LENGTH);
                }
            }
        }

        /** How many of the hashes were there. */
        int width() {
            return width;
        }

        /** The hash over the 2^height hashes from {@code place} on; they must be there. */
        Hash subtree(int height, int place) {
            return Hash.of(nodes, ((places + place) >> height) * Hash.LENGTH);
        }
    }

    synchronized @Nullable Nodes get(Place place) {
        return upperTiles.get(place);
    }

    synchronized void put(Place place, Nodes nodes) {
        upperTiles.put(place, nodes);
    }

    /** The roots of the complete groups of a tile of leaves. */
    synchronized @Nullable Nodes groups(Place place) {
        return groups.get(place);
    }

    synchronized void putGroups(Place place, Nodes roots) {
        groups.put(place, roots);
    }

    private static <V> Map<Place, V> leastRecentlyUsedOut(int kept) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, V> eldest) {
                return size() > kept;
            }
        };
    }
}
