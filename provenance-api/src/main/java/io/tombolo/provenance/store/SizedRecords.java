package io.tombolo.provenance.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Records that each belong to a tree size, appended in growing order of it, found by binary search in a file of fixed-width
 * index lines (size, position, length: 20 bytes): nothing of it is held in memory.
 */
final class SizedRecords implements AutoCloseable {
    private static final int LINE = Long.BYTES + Long.BYTES + Integer.BYTES;

    private final AppendFile data;
    private final AppendFile index;
    private long newestSize;

    private SizedRecords(AppendFile data, AppendFile index) {
        this.data = data;
        this.index = index;
        this.newestSize = count() == 0 ? -1 : sizeAt(count() - 1);
    }

    static SizedRecords open(Path folder, String name, Mark mark) {
        return new SizedRecords(
                AppendFile.open(folder.resolve(name), mark.data()),
                AppendFile.open(folder.resolve(name + ".index"), mark.index()));
    }

    /** Lengths of both files: what the cursor remembers of them. */
    record Mark(long data, long index) {
        static final Mark NONE = new Mark(0, 0);
    }

    Mark mark() {
        return new Mark(data.length(), index.length());
    }

    /** Number of records, also those that are not on disk yet. Writer only. */
    long count() {
        return index.length() / LINE;
    }

    /** The greatest tree size so far, -1 for none. Writer only. */
    long newestSize() {
        return newestSize;
    }

    void append(long size, byte[] bytes) {
        if (size <= newestSize) {
            throw new IllegalStateException("size " + size + " after size " + newestSize);
        }
        ByteBuffer line = ByteBuffer.allocate(LINE);
        line.putLong(size).putLong(data.length()).putInt(bytes.length).flip();
        data.append(bytes);
        index.append(line);
        newestSize = size;
    }

    void force() {
        data.force();
        index.force();
    }

    /** Position of the first record among {@code count} whose size is at least {@code size}; {@code count} if there is none. */
    long ceiling(long size, long count) {
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (sizeAt(middle) < size) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Optional<byte[]> exactly(long size, long count) {
        long at = ceiling(size, count);
        return at < count && sizeAt(at) == size ? Optional.of(at(at)) : Optional.empty();
    }

    byte[] at(long place) {
        byte[] line = index.read(place * LINE, LINE);
        ByteBuffer fields = ByteBuffer.wrap(line);
        return data.read(fields.getLong(Long.BYTES), fields.getInt(2 * Long.BYTES));
    }

    List<byte[]> from(long size, long count, int limit) {
        List<byte[]> found = new ArrayList<>();
        for (long place = ceiling(size, count); place < count && found.size() < limit; place++) {
            found.add(at(place));
        }
        return found;
    }

    /** The tree size of the record at a place. */
    long sizeAt(long place) {
        return index.readLong(place * LINE);
    }

    @Override
    public void close() {
        data.close();
        index.close();
    }
}
