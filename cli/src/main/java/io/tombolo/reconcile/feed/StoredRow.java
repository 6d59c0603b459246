package io.tombolo.reconcile.feed;

import io.tombolo.reconcile.source.RowHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a row of the feed: nothing of its values but the key's text, which a report needs.
 *
 * @param order where its last event is in the source's history
 * @param hash of all compared values
 * @param salt of its last event, so that a digest over rows reveals nothing about their values
 * @param cells a short hash of each compared value, to name the columns that differ
 * @param key as it is shown
 */
@SuppressWarnings("ArrayRecordComponent") // one for each of millions of rows, never compared
record StoredRow(long order, RowHash hash, byte[] salt, int[] cells, String key) {
    private static final int SALT_LENGTH = 16;
    private static final int NULL_CELL = 0x7e7e7e7e;

    static int[] cells(List<@Nullable String> texts) {
        int[] cells = new int[texts.size()];
        for (int i = 0; i < cells.length; i++) {
            String text = texts.get(i);
            cells[i] = text == null ? NULL_CELL : text.hashCode();
        }
        return cells;
    }

    byte[] toBytes() {
        byte[] shown = key.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(
                Long.BYTES + RowHash.LENGTH + SALT_LENGTH + Integer.BYTES * (1 + cells.length) + shown.length);
        out.putLong(order).put(hash.bytes()).put(salt, 0, SALT_LENGTH).putInt(cells.length);
        for (int cell : cells) {
            out.putInt(cell);
        }
        return out.put(shown).array();
    }

    static StoredRow of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long order = in.getLong();
        byte[] hash = new byte[RowHash.LENGTH];
        in.get(hash);
        byte[] salt = new byte[SALT_LENGTH];
        in.get(salt);
        int[] cells = new int[in.getInt()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = in.getInt();
        }
        return new StoredRow(
                order,
                new RowHash(hash),
                salt,
                cells,
                new String(bytes, in.position(), in.remaining(), StandardCharsets.UTF_8));
    }
}
