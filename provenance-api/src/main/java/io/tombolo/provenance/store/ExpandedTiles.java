package io.tombolo.provenance.store;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.schemas.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tiles hashed up to their root, the most recently used of all logs together: rehashing tiles is what inclusion proofs cost. 16 kB
 * each. For any thread.
 */
final class ExpandedTiles {
    /** Of level 0, where a proof needs one tile, and neighbours share it. */
    private static final int LEAF_TILES = 256;
    /** Of the levels above, which proofs of 2^24 leaves go through. */
    private static final int UPPER_TILES = 512;

    private final Map<Place, Nodes> leafTiles = leastRecentlyUsedOut(LEAF_TILES);
    private final Map<Place, Nodes> upperTiles = leastRecentlyUsedOut(UPPER_TILES);

    record Place(Origin log, int level, long index) {}

    /**
     * A tile with every complete subtree of its hashes: 512 places of 32 bytes, node n with the children 2n and 2n+1, the root at 1,
     * the tile's own hashes from 256 on. What is not complete yet is zero.
     */
    static final class Nodes {
        private final int width;
        private final byte[] nodes = new byte[2 * TreeFile.WIDTH * Hash.LENGTH];

        Nodes(TreeHasher hasher, byte[] hashes) {
            width = hashes.length / Hash.LENGTH;
            System.arraycopy(hashes, 0, nodes, TreeFile.WIDTH * Hash.LENGTH, hashes.length);
            for (int first = TreeFile.WIDTH / 2, complete = width / 2; first >= 1; first /= 2, complete /= 2) {
                for (int node = first; node < first + complete; node++) {
                    hasher.nodeInto(nodes, 2 * node * Hash.LENGTH, nodes, node * Hash.LENGTH);
                }
            }
        }

        /** How many of the tile's hashes were there. */
        int width() {
            return width;
        }

        /** The hash over the 2^height hashes from {@code place} on; they must be there. */
        Hash subtree(int height, int place) {
            return Hash.of(nodes, ((TreeFile.WIDTH + place) >> height) * Hash.LENGTH);
        }
    }

    synchronized @Nullable Nodes get(Place place) {
        return of(place).get(place);
    }

    synchronized void put(Place place, Nodes nodes) {
        of(place).put(place, nodes);
    }

    private Map<Place, Nodes> of(Place place) {
        return place.level() == 0 ? leafTiles : upperTiles;
    }

    private static Map<Place, Nodes> leastRecentlyUsedOut(int kept) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, Nodes> eldest) {
                return size() > kept;
            }
        };
    }
}
