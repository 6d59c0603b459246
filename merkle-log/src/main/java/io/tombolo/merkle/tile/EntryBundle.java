package io.tombolo.merkle.tile;

import io.tombolo.merkle.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** Up to 256 entries, each behind its u16 length (C2SP tlog-tiles, "Log entries"); immutable. */
public final class EntryBundle {
    /** The longest entry that a bundle can hold, in bytes. */
    public static final int MAX_ENTRY = 0xFFFF;

    private final byte[] bytes;
    /** Where each entry begins, after its length; one more at the end, as if another entry followed. */
    private final int[] starts;

    private EntryBundle(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    /** Decodes a bundle that must hold exactly {@code width} entries. */
    public static EntryBundle decode(byte[] bytes, int width) {
        EntryBundle bundle = decode(bytes);
        if (bundle.size() != width) {
            throw new MalformedException("entry bundle: " + bundle.size() + " entries, must be " + width);
        }
        return bundle;
    }

    /** Decodes a bundle of 1 to 256 entries; the bytes are copied. */
    public static EntryBundle decode(byte[] bytes) {
        byte[] copy = bytes.clone();
        int[] starts = new int[TilePath.FULL + 1];
        int count = 0;
        int at = 0;
        while (at < copy.length) {
            int length = copy.length - at < 2 ? -1 : (copy[at] & 0xFF) << 8 | (copy[at + 1] & 0xFF);
            if (length < 0 || copy.length - at - 2 < length) {
                throw new MalformedException(
                        "entry bundle: entry " + count + " is cut off after " + copy.length + " bytes");
            }
            if (count == TilePath.FULL) {
                throw new MalformedException("entry bundle: more than " + TilePath.FULL + " entries");
            }
            starts[count++] = at + 2;
            at += 2 + length;
        }
        if (count == 0) {
            throw new MalformedException("entry bundle: empty");
        }
        starts[count] = at + 2;
        return new EntryBundle(copy, Arrays.copyOf(starts, count + 1));
    }

    /** A bundle of these entries, each of at most 65,535 bytes. */
    public static EntryBundle of(List<byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY) {
                throw new IllegalArgumentException("entry of " + entry.length + " bytes: limit " + MAX_ENTRY);
            }
            out.write(entry.length >>> 8);
            out.write(entry.length);
            out.writeBytes(entry);
        }
        return decode(out.toByteArray());
    }

    /** Number of entries, 1 to 256. */
    public int size() {
        return starts.length - 1;
    }

    /** A copy of entry {@code i}. */
    public byte[] entry(int i) {
        return Arrays.copyOfRange(bytes, offset(i), offset(i) + length(i));
    }

    /** Length of entry {@code i}, in bytes. */
    public int length(int i) {
        return starts[i + 1] - 2 - starts[i];
    }

    /** Where entry {@code i} begins in {@link #bytes()}, after its length. */
    public int offset(int i) {
        return starts[i];
    }

    /** The encoded bundle. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The encoded first {@code width} entries. */
    public EntryBundle first(int width) {
        if (width < 1 || width > size()) {
            throw new IllegalArgumentException("first " + width + " of " + size() + " entries");
        }
        return decode(Arrays.copyOf(bytes, starts[width] - 2));
    }

    byte[] unsafeBytes() {
        return bytes;
    }
}
