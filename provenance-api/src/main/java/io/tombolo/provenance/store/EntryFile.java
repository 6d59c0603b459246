package io.tombolo.provenance.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * All entries of one log, one after the other in the form of C2SP entry bundles (u16 length, then the entry), so that any bundle
 * of any width is a slice of the file. The first bundles may be in the object store only: then the offsets that they begin with stay here.
 */
final class EntryFile implements AutoCloseable {
    /** Length of an entry of version 1. */
    static final int ENTRY = 50;
    /** Length of an entry with its frame. */
    static final int FRAMED = Short.BYTES + ENTRY;

    private static final int OFFSET_IN_FRAMED = Short.BYTES + 2;
    private static final int BUNDLE = 256;
    private static final byte HIGHEST_FORM = 2;

    private final PartedFile file;
    /** The first Kafka offset of each bundle that may be missing here. */
    private final AppendFile offsets;
    /** A full bundle that is not here any more. */
    private final LongFunction<byte[]> archived;

    private EntryFile(PartedFile file, AppendFile offsets, LongFunction<byte[]> archived) {
        this.file = file;
        this.offsets = offsets;
        this.archived = archived;
    }

    /**
     * Opens the file.
     *
     * @param mayMissBelow entries that the object store has, and this folder may not have
     * @param part entries that are freed together
     */
    static EntryFile open(
            Path folder, long committedEntries, long mayMissBelow, long part, LongFunction<byte[]> archived) {
        AppendFile offsets = AppendFile.whenNeeded(folder.resolve("offsets"), mayMissBelow / BUNDLE * Long.BYTES);
        try {
            PartedFile file = PartedFile.open(
                    folder.resolve("entries"),
                    (long) BUNDLE * FRAMED,
                    part * FRAMED,
                    committedEntries * FRAMED,
                    mayMissBelow * FRAMED);
            return new EntryFile(file, offsets, archived);
        } catch (RuntimeException damaged) {
            offsets.close();
            throw damaged;
        }
    }

    /** The first entry that is here. */
    private long first() {
        return file.start() / FRAMED;
    }

    /** The greatest number of entries, at most {@code limit}, that can be freed. */
    long freeable(long limit) {
        return file.boundary(limit * FRAMED) / FRAMED;
    }

    /** Notes what is needed to find the entries below {@code limit}, which are to be freed. */
    void prepareToFree(long limit) {
        long noted = offsets.length() / Long.BYTES;
        ByteBuffer more = ByteBuffer.allocate((int) (limit / BUNDLE - noted) * Long.BYTES);
        while (more.hasRemaining()) {
            more.putLong(offsetOf((noted + more.position() / Long.BYTES) * BUNDLE));
        }
        offsets.append(more.flip());
    }

    void free(long limit) {
        file.deleteBefore(limit * FRAMED);
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
        byte[] held = framed(first, overlap);
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

    /** The framed entries from {@code index} on, all of one bundle: a C2SP entry bundle where {@code index} is a multiple of 256. */
    byte[] framed(long index, int width) {
        return bytes(index, 0, width * FRAMED);
    }

    byte[] entry(long index) {
        return bytes(index, Short.BYTES, ENTRY);
    }

    long offsetOf(long index) {
        return ByteBuffer.wrap(bytes(index, OFFSET_IN_FRAMED, Long.BYTES)).getLong();
    }

    private byte[] bytes(long index, int from, int count) {
        byte[] here = file.read(index * FRAMED + from, count);
        if (here != null) {
            return here;
        }
        int at = (int) (index % BUNDLE) * FRAMED + from;
        return Arrays.copyOfRange(archived.apply(index / BUNDLE), at, at + count);
    }

    /** Index of the entry with this Kafka offset among the first {@code count}, or, when none has it, {@code -1 - place}. */
    long find(long offset, long count) {
        long first = first();
        if (first > 0 && (first >= count || offset < offsetOf(first))) {
            return findArchived(offset, first);
        }
        return find(offset, first, count);
    }

    /** One object is read: the bundle that begins at or before the offset. */
    private long findArchived(long offset, long first) {
        long low = 0;
        long high = first / BUNDLE;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (offsets.readLong(middle * Long.BYTES) <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? -1 : find(offset, (low - 1) * BUNDLE, low * BUNDLE);
    }

    private long find(long offset, long from, long end) {
        long low = from;
        long high = end - 1;
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
        offsets.force();
    }

    @Override
    public void close() {
        file.close();
        offsets.close();
    }
}
