package io.tombolo.consumer.watch;

import io.tombolo.merkle.tile.TileReader;
import io.tombolo.schemas.commit.Entry;
import java.io.ByteArrayOutputStream;

/** A log's leaves by their Kafka offsets, each checked up to a signed root. */
final class LeavesByOffset {
    static final int LENGTH = Entry.LENGTH;

    private final TileReader reader;
    private final long size;

    LeavesByOffset(TileReader reader) {
        this.reader = reader;
        this.size = reader.head().size();
    }

    TileReader reader() {
        return reader;
    }

    /** Whether every leaf below this offset is in the log: it holds one at or behind it, or the one before it. */
    boolean covers(long offset) {
        return offset <= 0 || (size > 0 && offset(size - 1) >= offset - 1);
    }

    /** The first leaf at or behind an offset; the size when there is none. */
    long firstFrom(long offset) {
        long low = 0;
        long high = size;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (offset(middle) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** As {@link #firstFrom(long)}, with two reads where the guess is right. */
    long firstFrom(long offset, long guess) {
        boolean right = guess >= 0
                && guess <= size
                && (guess == 0 || offset(guess - 1) < offset)
                && (guess == size || offset(guess) >= offset);
        return right ? guess : firstFrom(offset);
    }

    /** The entries of the leaves {@code [from, to)}, side by side. */
    byte[] entries(long from, long to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.forEachEntry(from, to, out::writeBytes);
        return out.toByteArray();
    }

    private long offset(long leaf) {
        return Entry.decode(reader.entry(leaf)).offset();
    }
}
