package io.tombolo.merkle.tile;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import java.util.Arrays;

/**
 * Turns appended entries into tiles and entry bundles. Full ones leave at once; partial ones at {@link #writePartials()}, which
 * belongs before each checkpoint. Mutable, for one thread at a time.
 */
public final class TileWriter {
    private static final int LEVELS = 8;

    private final TileSink sink;
    private final TreeHasher hasher = TreeHasher.sha256();
    private final CompactRange range;
    private final byte[][] open = new byte[LEVELS][TilePath.FULL * Hash.LENGTH];
    private byte[] bundle = new byte[TilePath.FULL * 52];
    private int bundleLength;

    private TileWriter(TileSink sink, CompactRange range) {
        this.sink = sink;
        this.range = range;
    }

    /** A writer for a log without entries. */
    public static TileWriter empty(TileSink sink) {
        return new TileWriter(sink, CompactRange.empty());
    }

    /** Goes on with a log whose tiles {@code source} holds, after they were checked against {@code head}. */
    public static TileWriter resume(TileSink sink, TileSource source, TreeHead head) {
        TileReader reader = new TileReader(source, head);
        TileWriter writer = new TileWriter(sink, reader.rangeAt(head.size()));
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
        return range.end();
    }

    /** The size and root of all that was appended. */
    public TreeHead head() {
        return range.head();
    }

    /** Appends the entry that lies in {@code buffer}; at most 65,535 bytes. */
    public void append(byte[] buffer, int offset, int length) {
        if (length > EntryBundle.MAX_ENTRY) {
            throw new IllegalArgumentException("entry of " + length + " bytes: limit " + EntryBundle.MAX_ENTRY);
        }
        long index = range.end();
        int place = (int) (index % TilePath.FULL) * Hash.LENGTH;
        hasher.leafInto(buffer, offset, length, open[0], place);
        range.appendLeafHash(open[0], place);
        if (bundle.length - bundleLength < 2 + length) {
            bundle = Arrays.copyOf(bundle, Math.max(bundle.length * 2, bundleLength + 2 + length));
        }
        bundle[bundleLength++] = (byte) (length >>> 8);
        bundle[bundleLength++] = (byte) length;
        System.arraycopy(buffer, offset, bundle, bundleLength, length);
        bundleLength += length;
        if (range.end() % TilePath.FULL == 0) {
            sink.write(TilePath.entries(index / TilePath.FULL, TilePath.FULL), Arrays.copyOf(bundle, bundleLength));
            bundleLength = 0;
            writeFull(0, index / TilePath.FULL);
        }
    }

    /** Writes the partial tiles and the partial bundle of the present size. */
    public void writePartials() {
        for (int level = 0; level < LEVELS; level++) {
            long inLevel = range.end() >>> (HashTile.HEIGHT * level);
            int width = (int) (inLevel % TilePath.FULL);
            if (width > 0) {
                sink.write(
                        TilePath.hashes(level, inLevel / TilePath.FULL, width),
                        Arrays.copyOf(open[level], width * Hash.LENGTH));
            }
        }
        int width = (int) (range.end() % TilePath.FULL);
        if (width > 0) {
            sink.write(TilePath.entries(range.end() / TilePath.FULL, width), Arrays.copyOf(bundle, bundleLength));
        }
    }

    /** Writes the full tile, and puts its hash where it belongs one level up. */
    private void writeFull(int level, long index) {
        sink.write(TilePath.hashes(level, index, TilePath.FULL), open[level].clone());
        HashTile.expand(hasher, open[level], TilePath.FULL)
                .subtree(HashTile.HEIGHT, 0)
                .copyTo(open[level + 1], (int) (index % TilePath.FULL) * Hash.LENGTH);
        if (index % TilePath.FULL == TilePath.FULL - 1) {
            writeFull(level + 1, index / TilePath.FULL);
        }
    }
}
