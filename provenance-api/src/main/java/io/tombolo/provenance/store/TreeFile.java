package io.tombolo.provenance.store;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The Merkle tree of one log, one file per tile level with its hashes side by side: tile {@code n} of width {@code w} is the slice
 * from {@code n·8192} of {@code 32·w} bytes, so that full and partial tiles of every size ever signed are there without being
 * stored apart. The first tiles of leaves may be in the object store only. One writer; readers stay below a size that is published.
 */
final class TreeFile implements AutoCloseable {
    static final int WIDTH = 256;
    private static final int TILE = WIDTH * Hash.LENGTH;

    private final Path folder;
    private final TreeHasher hasher = TreeHasher.sha256();
    private final byte[] scratch = new byte[TILE];
    /** A full tile of leaves that is not here any more, by its index and the hash above it. */
    private final BiFunction<Long, Hash, byte[]> archived;

    private final long part;
    private volatile List<PartedFile> levels;
    private long size;

    private TreeFile(
            Path folder, long size, long part, BiFunction<Long, Hash, byte[]> archived, List<PartedFile> levels) {
        this.folder = folder;
        this.size = size;
        this.part = part;
        this.archived = archived;
        this.levels = levels;
    }

    /**
     * Opens the files.
     *
     * @param mayMissBelow leaves that the object store has, and this folder may not have
     * @param part leaves that are freed together
     */
    static TreeFile open(
            Path folder, long committedSize, long mayMissBelow, long part, BiFunction<Long, Hash, byte[]> archived) {
        List<PartedFile> levels = new ArrayList<>();
        try {
            for (int level = 0; level == 0 || committedSize >>> (8 * level) > 0; level++) {
                levels.add(open(folder, level, part, committedSize >>> (8 * level), level == 0 ? mayMissBelow : 0));
            }
        } catch (RuntimeException damaged) {
            levels.forEach(PartedFile::close);
            throw damaged;
        }
        return new TreeFile(folder, committedSize, part, archived, List.copyOf(levels));
    }

    private static PartedFile open(Path folder, int level, long part, long hashes, long mayMissBelow) {
        return PartedFile.open(
                folder.resolve("level-" + level),
                TILE,
                part * Hash.LENGTH,
                hashes * Hash.LENGTH,
                mayMissBelow * Hash.LENGTH);
    }

    /** The greatest number of leaves, at most {@code limit}, that can be freed. */
    long freeable(long limit) {
        return levels.get(0).boundary(limit * Hash.LENGTH) / Hash.LENGTH;
    }

    void free(long limit) {
        levels.get(0).deleteBefore(limit * Hash.LENGTH);
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
                Hash root = perfect(hashes(level, tile * WIDTH, WIDTH));
                level(level + 1).append(ByteBuffer.wrap(root.toBytes()));
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
                subtrees.add(perfect(hashes(level, first, count)));
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
        ByteBuffer here = levels.get(level).slice(index * TILE, width * Hash.LENGTH);
        return here == null ? ByteBuffer.wrap(tile(level, index, width)) : here;
    }

    /** As {@link #tile}, from any hash of the tile on. */
    byte[] hashes(int level, long first, int count) {
        byte[] here = levels.get(level).read(first * Hash.LENGTH, count * Hash.LENGTH);
        if (here != null) {
            return here;
        }
        byte[] tile = archived.apply(first / WIDTH, above(first / WIDTH));
        int at = (int) (first % WIDTH) * Hash.LENGTH;
        return Arrays.copyOfRange(tile, at, at + count * Hash.LENGTH);
    }

    /** The hash over a full tile of leaves. */
    Hash above(long tile) {
        return Hash.of(hashes(1, tile, 1));
    }

    /** Whether a hash is in this folder. */
    boolean isHere(int level, long first) {
        return level > 0 || first * Hash.LENGTH >= levels.get(0).start();
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

    private PartedFile level(int level) {
        if (level == levels.size()) {
            List<PartedFile> more = new ArrayList<>(levels);
            more.add(open(folder, level, part, 0, 0));
            levels = List.copyOf(more);
        }
        return levels.get(level);
    }

    void force() {
        levels.forEach(PartedFile::force);
    }

    @Override
    public void close() {
        levels.forEach(PartedFile::close);
    }
}
