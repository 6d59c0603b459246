package io.tombolo.provenance.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Full tiles hashed up to their root, the most recently used of all logs together: rehashing tiles is what inclusion proofs cost.
 * 16 kB each. For any thread.
 */
final class ExpandedTiles {
    record Place(LogOrigin log, int level, long index) {}

    private final Map<Place, byte[]> kept;

    ExpandedTiles(int tilesKept) {
        kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, byte[]> eldest) {
                return size() > tilesKept;
            }
        };
    }

    synchronized byte @Nullable [] get(Place place) {
        return kept.get(place);
    }

    synchronized void put(Place place, byte[] nodes) {
        kept.put(place, nodes);
    }
}
