package io.tombolo.merkle.tile;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import java.util.Arrays;
import java.util.List;

/**
 * Turns appended entries into tiles and entry bundles. Full ones leave at once; partial ones at {@link #writePartials()}, which
 * belongs before each checkpoint. Mutable, for one thread at a time.
 */
public final class TileWriter {
    private static final int LEVELS = 8;

    private final TileSink sink;
    private final TreeHasher hasher = TreeHasher.sha256();
    /** The leaves in full tiles of level 0; those in the open one are joined when a head is asked for. */
    private final CompactRange full;

    private final byte[][] open = new byte[LEVELS][TilePath.FULL * Hash.LENGTH];
    private byte[] bundle = new byte[TilePath.FULL * 52];
    private int bundleLength;
    private long size;

    private TileWriter(TileSink sink, CompactRange full) {
        this.sink = sink;
        this.full = full;
        this.size = full.end();
    }

    /** A writer for a log without entries. */
    public static TileWriter empty(TileSink sink) {
        return new TileWriter(sink, CompactRange.empty());
    }

    /** Continues with a log whose tiles {@code source} holds, after they were checked against {@code head}. */
    public static TileWriter resume(TileSink sink, TileSource source, TreeHead head) {
        TileReader reader = new TileReader(source, head);
        TileWriter writer = new TileWriter(sink, reader.rangeAt(head.size() - head.size() % TilePath.FULL));
        writer.size = head.size();
        for (int level = 0; level < LEVELS; level++) {
            long inLevel = head.size() >>> (HashTile.HEIGHT * level);
            for (long i = inLevel - inLevel % TilePath.FULL; i < inLevel; i++) {
                reader.tileHash(level, i).copyTo(writer.open[level], (int) (i % TilePath.FULL) * Hash.LENGTH);
            }
        }
        if (head.size() % TilePath.FULL != 0) {
            byte[] entries = reader.entries(head.size() / TilePath.FULL).bytes();
            writer.bundle = Arrays.copyOf(entries, Math.max(entries.length, writer.bundle.length));
            writer.bundleLength = entries.length;
        }
        return writer;
    }

    public long size() {
        return size;
    }

    /** The size and root of all that was appended. */
    public TreeHead head() {
        CompactRange range = full.copy();
        for (int i = 0; i < size % TilePath.FULL; i++) {
            range.appendLeafHash(open[0], i * Hash.LENGTH);
        }
        return range.head();
    }

    /** Appends the entry that lies in {@code buffer}; at most 65,535 bytes. */
    public void append(byte[] buffer, int offset, int length) {
        if (length > EntryBundle.MAX_ENTRY) {
            throw new IllegalArgumentException("entry of " + length + " bytes: limit " + EntryBundle.MAX_ENTRY);
        }
        if (size == Long.MAX_VALUE) {
            throw new IllegalStateException("log is full: limit 2^63-1 entries");
        }
        long index = size;
        int place = (int) (index % TilePath.FULL) * Hash.LENGTH;
        hasher.leafInto(buffer, offset, length, open[0], place);
        if (bundle.length - bundleLength < 2 + length) {
            bundle = Arrays.copyOf(bundle, Math.max(bundle.length * 2, bundleLength + 2 + length));
        }
        bundle[bundleLength++] = (byte) (length >>> 8);
        bundle[bundleLength++] = (byte) length;
        System.arraycopy(buffer, offset, bundle, bundleLength, length);
        bundleLength += length;
        size++;
        if (size % TilePath.FULL == 0) {
            sink.write(TilePath.entries(index / TilePath.FULL, TilePath.FULL), Arrays.copyOf(bundle, bundleLength));
            bundleLength = 0;
            writeFull(0, index / TilePath.FULL);
        }
    }

    /** Writes the partial tiles and the partial bundle of the present size. */
    public void writePartials() {
        for (int level = 0; level < LEVELS; level++) {
            long inLevel = size >>> (HashTile.HEIGHT * level);
            int width = (int) (inLevel % TilePath.FULL);
            if (width > 0) {
                sink.write(
                        TilePath.hashes(level, inLevel / TilePath.FULL, width),
                        Arrays.copyOf(open[level], width * Hash.LENGTH));
            }
        }
        int width = (int) (size % TilePath.FULL);
        if (width > 0) {
            sink.write(TilePath.entries(size / TilePath.FULL, width), Arrays.copyOf(bundle, bundleLength));
        }
    }

    /** Writes the full tile, and puts its hash where it belongs one level up. */
    private void writeFull(int level, long index) {
        sink.write(TilePath.hashes(level, index, TilePath.FULL), open[level].clone());
        Hash root = HashTile.expand(hasher, open[level], TilePath.FULL).subtree(HashTile.HEIGHT, 0);
        root.copyTo(open[level + 1], (int) (index % TilePath.FULL) * Hash.LENGTH);
        if (level == 0) {
            full.append(CompactRange.of(full.end(), full.end() + TilePath.FULL, List.of(root)));
        }
        if (index % TilePath.FULL == TilePath.FULL - 1) {
            writeFull(level + 1, index / TilePath.FULL);
        }
    }
}
