package io.tombolo.reconcile.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hash of some values' comparable text: SHA-256 over the texts, {@code |} after each, {@code ~} for a null. No form's text holds
 * either sign: what could is hashed itself. Both sides write it in the same way.
 *
 * @param bytes the first {@value #LENGTH} of the hash
 */
@SuppressWarnings("ArrayRecordComponent") // one for each of millions of rows, never kept
public record RowHash(byte[] bytes) {
    /** How much of the hash counts, in bytes. */
    public static final int LENGTH = 16;

    private static final long SIXTY_BITS = 0x0FFF_FFFF_FFFF_FFFFL;

    /** Of texts in the columns' order. */
    public static RowHash of(List<@Nullable String> texts) {
        StringBuilder row = new StringBuilder(texts.size() * 32);
        for (String text : texts) {
            row.append(text == null ? "~" : text).append('|');
        }
        byte[] hash = Sha256.of(row.toString().getBytes(StandardCharsets.UTF_8));
        byte[] first = new byte[LENGTH];
        System.arraycopy(hash, 0, first, 0, LENGTH);
        return new RowHash(first);
    }

    /** The first 12 bits: the chunk to which a row with this hash of its key belongs. */
    public int chunk() {
        return ((bytes[0] & 0xff) << 4) | ((bytes[1] & 0xff) >>> 4);
    }

    /** Hexadecimal digits 1 to 15 as a number. */
    public long high() {
        return ByteBuffer.wrap(bytes).getLong(0) >>> 4;
    }

    /** Hexadecimal digits 16 to 30 as a number. */
    public long low() {
        return ByteBuffer.wrap(bytes).getLong(7) & SIXTY_BITS;
    }
}
