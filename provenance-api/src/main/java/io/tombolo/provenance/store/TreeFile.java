package io.tombolo.provenance.store;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of one log, one file per tile level with its hashes side by side: tile {@code n} of width {@code w} is the slice
 * from {@code n·8192} of {@code 32·w} bytes, so that full and partial tiles of every size ever signed are there without being
 * stored apart. One writer; readers stay below a size that is published.
 */
final class TreeFile implements AutoCloseable {
    static final int WIDTH = 256;
    private static final int TILE = WIDTH * Hash.LENGTH;

    private final Path folder;
    private final TreeHasher hasher = TreeHasher.sha256();
    private final byte[] scratch = new byte[TILE];
    private volatile List<AppendFile> levels;
    private long size;

    private TreeFile(Path folder, long size, List<AppendFile> levels) {
        this.folder = folder;
        this.size = size;
        this.levels = levels;
    }

    static TreeFile open(Path folder, long committedSize) {
        List<AppendFile> levels = new ArrayList<>();
        for (int level = 0; level == 0 || committedSize >>> (8 * level) > 0; level++) {
            levels.add(AppendFile.open(name(folder, level), (committedSize >>> (8 * level)) * Hash.LENGTH));
        }
        return new TreeFile(folder, committedSize, List.copyOf(levels));
    }

    /** Writer only. */
    long size() {
        return size;
    }

    /** Appends the leaves {@code [size(), newSize)}. */
    void extend(EntryFile entries, long newSize) {
        while (size < newSize) {
            int run = (int) Math.min(WIDTH - (size % WIDTH), newSize - size);
            byte[] framed = entries.framed(size, run);
            for (int i = 0; i < run; i++) {
                hasher.leafInto(framed, i * EntryFile.FRAMED + Short.BYTES, EntryFile.ENTRY, scratch, i * Hash.LENGTH);
            }
            level(0).append(ByteBuffer.wrap(scratch, 0, run * Hash.LENGTH));
            size += run;
            for (int level = 0; size % (1L << (8 * (level + 1))) == 0; level++) {
                long tile = (size >>> (8 * (level + 1))) - 1;
                Hash root = perfect(level(level).read(tile * TILE, TILE));
                level(level + 1).append(root.toBytes());
            }
        }
    }

    /** Forgets the leaves from {@code smallerSize} on. */
    void rollBack(long smallerSize) {
        for (int level = 0; level < levels.size(); level++) {
            levels.get(level).truncate((smallerSize >>> (8 * level)) * Hash.LENGTH);
        }
        size = smallerSize;
    }

    /** The root at any size up to {@link #size()}, from the right edge's tiles alone. Writer only. */
    Hash root(long atSize) {
        List<Hash> subtrees = new ArrayList<>();
        long end = 0;
        for (int bit = Long.SIZE - 2; bit >= 0; bit--) {
            if ((atSize >>> bit & 1) == 1) {
                int level = bit / 8;
                int count = 1 << (bit % 8);
                long first = end >>> (8 * level);
                subtrees.add(perfect(level(level).read(first * Hash.LENGTH, count * Hash.LENGTH)));
                end += 1L << bit;
            }
        }
        return CompactRange.of(0, atSize, subtrees).root();
    }

    /** The hashes of a tile; the caller has checked that a published size covers them. */
    byte[] tile(int level, long index, int width) {
        return hashes(level, index * WIDTH, width);
    }

    /** As {@link #tile}, for somebody who sends it: not copied where the file is mapped. */
    ByteBuffer tileToSend(int level, long index, int width) {
        return levels.get(level).slice(index * TILE, width * Hash.LENGTH);
    }

    /** As {@link #tile}, from any hash of the level on. */
    byte[] hashes(int level, long first, int count) {
        return levels.get(level).read(first * Hash.LENGTH, count * Hash.LENGTH);
    }

    /** Number of hashes that a tree of this size has on a tile level. */
    static long hashes(long size, int level) {
        return level > 7 ? 0 : size >>> (8 * level);
    }

    private Hash perfect(byte[] hashes) {
        for (int width = hashes.length / Hash.LENGTH; width > 1; width /= 2) {
            for (int i = 0; i < width; i += 2) {
                hasher.nodeInto(hashes, i * Hash.LENGTH, hashes, i / 2 * Hash.LENGTH);
            }
        }
        return Hash.of(hashes, 0);
    }

    private AppendFile level(int level) {
        if (level == levels.size()) {
            List<AppendFile> more = new ArrayList<>(levels);
            more.add(AppendFile.open(name(folder, level), 0));
            levels = List.copyOf(more);
        }
        return levels.get(level);
    }

    private static Path name(Path folder, int level) {
        return folder.resolve("level-" + level);
    }

    void force() {
        levels.forEach(AppendFile::force);
    }

    @Override
    public void close() {
        levels.forEach(AppendFile::close);
    }
}
