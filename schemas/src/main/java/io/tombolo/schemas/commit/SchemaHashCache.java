package io.tombolo.schemas.commit;

import io.tombolo.merkle.Hash;
import org.jspecify.annotations.Nullable;

/** The hashes one committer has met: open addressing over ints, no allocation on a hit. Not thread-safe. */
final class SchemaHashCache {

    private static final int START = 64;

    private final SchemaHashes source;
    private int[] ids = new int[START];
    private byte[] @Nullable [] hashes = new byte[START][];
    private int used;

    SchemaHashCache(SchemaHashes source) {
        this.source = source;
    }

    /** The 32 bytes for an id, not to be written to; null when unknown, which is asked again next time. */
    byte @Nullable [] get(int id) {
        int slot = slot(ids, hashes, id);
        byte[] hash = hashes[slot];
        return hash != null ? hash : ask(id);
    }

    private byte @Nullable [] ask(int id) {
        Hash found = source.hashOf(id);
        if (found == null) {
            return null;
        }
        if (used * 2 >= ids.length) {
            grow();
        }
        byte[] hash = found.toBytes();
        int slot = slot(ids, hashes, id);
        ids[slot] = id;
        hashes[slot] = hash;
        used++;
        return hash;
    }

    private void grow() {
        int[] moreIds = new int[ids.length * 2];
        byte[] @Nullable [] moreHashes = new byte[ids.length * 2][];
        for (int i = 0; i < ids.length; i++) {
            byte[] hash = hashes[i];
            if (hash != null) {
                int slot = slot(moreIds, moreHashes, ids[i]);
                moreIds[slot] = ids[i];
                moreHashes[slot] = hash;
            }
        }
        ids = moreIds;
        hashes = moreHashes;
    }

    private static int slot(int[] ids, byte[] @Nullable [] hashes, int id) {
        int mask = ids.length - 1;
        int slot = (id * 0x9E3779B9) >>> 16 & mask;
        while (hashes[slot] != null && ids[slot] != id) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
