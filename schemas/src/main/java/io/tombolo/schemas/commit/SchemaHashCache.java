package io.tombolo.schemas.commit;

import io.tombolo.merkle.Hash;
import org.jspecify.annotations.Nullable;

/** The hashes one committer has met: open addressing over pairs of longs, no allocation on a hit. Not thread-safe. */
final class SchemaHashCache {

    private static final int START = 64;

    private final SchemaHashes source;
    private Table ids = new Table(START);
    private Table guids = new Table(START);

    SchemaHashCache(SchemaHashes source) {
        this.source = source;
    }

    /** The 32 bytes for a frame, not to be written to; null when unknown, which is asked again next time. */
    byte @Nullable [] get(byte[] framed) {
        if (Frame.isFramed(framed)) {
            int id = Frame.id(framed);
            byte[] hash = ids.get(0, id);
            return hash != null ? hash : askById(framed, id);
        }
        long high = Frame.eight(framed, 1);
        long low = Frame.eight(framed, 1 + Long.BYTES);
        byte[] hash = guids.get(high, low);
        return hash != null ? hash : askByGuid(framed, high, low);
    }

    private byte @Nullable [] askById(byte[] framed, int id) {
        Hash found = source.hashOf(framed);
        if (found == null) {
            return null;
        }
        ids = ids.roomy();
        return ids.put(0, id, found.toBytes());
    }

    private byte @Nullable [] askByGuid(byte[] framed, long high, long low) {
        Hash found = source.hashOf(framed);
        if (found == null) {
            return null;
        }
        guids = guids.roomy();
        return guids.put(high, low, found.toBytes());
    }

    private static final class Table {
        private final long[] highs;
        private final long[] lows;
        private final byte[] @Nullable [] hashes;
        private int used;

        Table(int slots) {
            this.highs = new long[slots];
            this.lows = new long[slots];
            this.hashes = new byte[slots][];
        }

        byte @Nullable [] get(long high, long low) {
            return hashes[slot(high, low)];
        }

        byte[] put(long high, long low, byte[] hash) {
            int slot = slot(high, low);
            highs[slot] = high;
            lows[slot] = low;
            hashes[slot] = hash;
            used++;
            return hash;
        }

        /** This table, or one of twice the size when this one is half full. */
        Table roomy() {
            if (used * 2 < hashes.length) {
                return this;
            }
            Table larger = new Table(hashes.length * 2);
            for (int i = 0; i < hashes.length; i++) {
                byte[] hash = hashes[i];
                if (hash != null) {
                    larger.put(highs[i], lows[i], hash);
                }
            }
            return larger;
        }

        private int slot(long high, long low) {
            int mask = hashes.length - 1;
            int slot = (int) (((high * 31 + low) * 0x9E3779B97F4A7C15L) >>> 40) & mask;
            while (hashes[slot] != null && (lows[slot] != low || highs[slot] != high)) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
