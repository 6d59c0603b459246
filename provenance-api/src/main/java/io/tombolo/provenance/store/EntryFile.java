package io.tombolo.provenance.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * All entries of one log, one after the other in the form of C2SP entry bundles (u16 length, then the entry), so that any bundle
 * of any width is a slice of the file.
 */
final class EntryFile implements AutoCloseable {
    /** Length of an entry of version 1. */
    static final int ENTRY = 50;
    /** Length of an entry with its frame. */
    static final int FRAMED = Short.BYTES + ENTRY;

    private static final int OFFSET_IN_FRAMED = Short.BYTES + 2;
    private static final int BUNDLE = 256;
    private static final byte HIGHEST_FORM = 2;

    private final AppendFile file;

    private EntryFile(AppendFile file) {
        this.file = file;
    }

    static EntryFile open(Path folder, long committedEntries) {
        return new EntryFile(AppendFile.open(folder.resolve("entries"), committedEntries * FRAMED));
    }

    /** Writer only. */
    long count() {
        return file.length() / FRAMED;
    }

    /** What became of a bundle. */
    sealed interface Outcome {
        record Applied() implements Outcome {}

        /** It starts beyond the last entry. */
        record Gap() implements Outcome {}

        /** It changes an entry that is sealed. */
        record Changed(long index) implements Outcome {}

        record Malformed(String why) implements Outcome {}
    }

    /** Takes what is new in a bundle. Entries below {@code sealed} never change; those above may, until a head covers them. */
    Outcome apply(long bundleIndex, byte[] bundle, long sealed) {
        if (bundle.length == 0 || bundle.length % FRAMED != 0 || bundle.length > BUNDLE * FRAMED) {
            return new Outcome.Malformed(
                    "%d bytes, not 1 to %d entries of %d".formatted(bundle.length, BUNDLE, FRAMED));
        }
        for (int at = 0; at < bundle.length; at += FRAMED) {
            if (bundle[at] != 0 || bundle[at + 1] != ENTRY || !isEntry(bundle, at + Short.BYTES)) {
                return new Outcome.Malformed("entry %d: not a framed entry of version 1".formatted(at / FRAMED));
            }
        }
        long first = bundleIndex * BUNDLE;
        long known = count();
        if (first > known) {
            return new Outcome.Gap();
        }
        int overlap = (int) Math.min(known - first, bundle.length / FRAMED);
        byte[] held = file.read(first * FRAMED, overlap * FRAMED);
        int differs = Arrays.mismatch(held, 0, held.length, bundle, 0, held.length);
        int fresh = overlap;
        if (differs >= 0) {
            fresh = differs / FRAMED;
            if (first + fresh < sealed) {
                return new Outcome.Changed(first + fresh);
            }
            file.truncate((first + fresh) * FRAMED);
        }
        file.append(ByteBuffer.wrap(bundle, fresh * FRAMED, bundle.length - fresh * FRAMED));
        return new Outcome.Applied();
    }

    /** Version 1, a form from 0 to 2, and an offset that Kafka could have given. */
    private static boolean isEntry(byte[] bytes, int at) {
        return bytes[at] == 1 && bytes[at + 1] >= 0 && bytes[at + 1] <= HIGHEST_FORM && bytes[at + 2] >= 0;
    }

    /** The framed entries from {@code index} on: a C2SP entry bundle where {@code index} is a multiple of 256. */
    byte[] framed(long index, int width) {
        return file.read(index * FRAMED, width * FRAMED);
    }

    byte[] entry(long index) {
        return file.read(index * FRAMED + Short.BYTES, ENTRY);
    }

    long offsetOf(long index) {
        return file.readLong(index * FRAMED + OFFSET_IN_FRAMED);
    }

    /** Index of the entry with this Kafka offset among the first {@code count}, or, when none has it, {@code -1 - place}. */
    long find(long offset, long count) {
        long low = 0;
        long high = count - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            long found = offsetOf(middle);
            if (found < offset) {
                low = middle + 1;
            } else if (found > offset) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1 - low;
    }

    void force() {
        file.force();
    }

    @Override
    public void close() {
        file.close();
    }
}
