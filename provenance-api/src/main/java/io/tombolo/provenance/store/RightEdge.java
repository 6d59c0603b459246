package io.tombolo.provenance.store;

import io.tombolo.merkle.Hash;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rightmost nodes of a tree of one size, by their first leaf: every inclusion proof of that size has some of them, and making one
 * takes as many hashes as it has complete subtrees. For any thread.
 *
 * @param nodes one for each level at most
 */
record RightEdge(long size, Map<Long, Hash> nodes) {
    RightEdge(long size) {
        this(size, new ConcurrentHashMap<>());
    }
}
