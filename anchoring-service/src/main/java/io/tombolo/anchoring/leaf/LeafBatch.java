package io.tombolo.anchoring.leaf;

import io.tombolo.merkle.CompactRange;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The leaves of a log's open batch, and its last bundle: from 2 to 14 KiB, as many as its bundles had entries. Belongs to the hashing thread while a {@link LeafQueue} has
 * records on their way, and to the stream thread else ({@link LeafQueue#drain()}).
 */
public final class LeafBatch {
    /** Entries per bundle (C2SP tlog-tiles). */
    static final int BUNDLE_ENTRIES = 256;

    private static final int ENTRY = 50;
    private static final int FRAMED = 2 + ENTRY;

    /** Most of many logs have few records at a time. */
    private static final int FIRST_ENTRIES = 16;

    private byte[] bundle = new byte[0];
    private CompactRange range;
    private int entries;

    /**
     * Continues a batch.
     *
     * @param saved the entries of the last bundle, while it isn't full, as in the bundle: each with its u16 length
     * @throws IllegalStateException when the bundle is not the range's last one
     */
    public LeafBatch(CompactRange range, ByteBuffer saved) {
        this.range = range;
        this.entries = saved.remaining() / FRAMED;
        if (saved.remaining() % FRAMED != 0 || entries != range.end() % BUNDLE_ENTRIES) {
            throw new IllegalStateException("batch " + range + ": " + entries + " entries open");
        }
        makeRoom(Math.max(FIRST_ENTRIES, entries));
        saved.duplicate().get(bundle, 0, saved.remaining());
    }

    /** The leaves since the last seal. */
    public CompactRange range() {
        return range;
    }

    /** Begins the next batch at the end of this one; returns this one's range. */
    public CompactRange next() {
        CompactRange sealed = range;
        range = CompactRange.emptyAt(sealed.end());
        return sealed;
    }

    /** The last bundle as far as it is filled. */
    public byte[] bundleBytes() {
        return Arrays.copyOf(bundle, entries * FRAMED);
    }

    /** Index of the bundle that {@link #bundleBytes()} holds. */
    public long bundleIndex() {
        return (range.end() - entries) / BUNDLE_ENTRIES;
    }

    /** Entries in the last bundle. */
    public int openEntries() {
        return entries;
    }

    /** The buffer to write the next entry into, at {@link #entryAt()}; another one once that is full. */
    byte[] buffer() {
        if (entries * FRAMED == bundle.length) {
            makeRoom(Math.min(BUNDLE_ENTRIES, 2 * entries));
        }
        return bundle;
    }

    private void makeRoom(int most) {
        int before = bundle.length;
        bundle = Arrays.copyOf(bundle, most * FRAMED);
        for (int at = before; at < bundle.length; at += FRAMED) {
            bundle[at + 1] = ENTRY;
        }
    }

    int entryAt() {
        return entries * FRAMED + 2;
    }

    /** Appends the entry that was written at {@link #entryAt()}; true when its bundle is full now. */
    boolean append() {
        range.append(bundle, entryAt(), ENTRY);
        entries++;
        return entries == BUNDLE_ENTRIES;
    }

    /** Begins the next bundle after a full one was written out. */
    void nextBundle() {
        if (entries != BUNDLE_ENTRIES) {
            throw new IllegalStateException("bundle " + bundleIndex() + ": " + entries + " entries, must be full");
        }
        entries = 0;
    }
}
