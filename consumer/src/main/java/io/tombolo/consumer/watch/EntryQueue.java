package io.tombolo.consumer.watch;

import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.stream.StreamVerifier;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Entries that wait until it is known where in the log they belong, side by side. */
final class EntryQueue {
    private static final int OFFSET_AT = 2;

    private byte[] bytes = new byte[256 * Entry.LENGTH];
    private int count;

    int count() {
        return count;
    }

    void add(byte[] entry, int at) {
        int end = count * Entry.LENGTH;
        if (end == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
        }
        System.arraycopy(entry, at, bytes, end, Entry.LENGTH);
        count++;
    }

    void drainTo(StreamVerifier verifier) {
        for (int i = 0; i < count; i++) {
            verifier.append(bytes, i * Entry.LENGTH);
        }
        count = 0;
        bytes = new byte[0];
    }

    /** A copy of the entries from the one with this number on. */
    byte[] from(int first) {
        return Arrays.copyOfRange(bytes, first * Entry.LENGTH, count * Entry.LENGTH);
    }

    /** How many of these entries, in the order of their offsets, stand below one. */
    static int countBelow(byte[] entries, long offset) {
        int n = entries.length / Entry.LENGTH;
        int below = 0;
        while (below < n && offset(entries, below) < offset) {
            below++;
        }
        return below;
    }

    static long lastOffset(byte[] entries) {
        return offset(entries, entries.length / Entry.LENGTH - 1);
    }

    static long offset(byte[] entries, int i) {
        return ByteBuffer.wrap(entries).getLong(i * Entry.LENGTH + OFFSET_AT);
    }
}
