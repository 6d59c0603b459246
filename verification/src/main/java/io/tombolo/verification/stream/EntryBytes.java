package io.tombolo.verification.stream;

import io.tombolo.merkle.Hash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads fields out of entries that lie side by side, without making objects of them. */
final class EntryBytes {
    /** Length of an entry, in bytes: version, form, u64 offset, u64 timestamp, commitment. */
    static final int LENGTH = 50;

    private static final int FORM = 1;
    private static final int OFFSET = 2;
    private static final int TIMESTAMP = 10;
    private static final int COMMITMENT = 18;
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private EntryBytes() {}

    static long offset(byte[] entries, int i) {
        return (long) U64.get(entries, i * LENGTH + OFFSET);
    }

    static long timestamp(byte[] entries, int i) {
        return (long) U64.get(entries, i * LENGTH + TIMESTAMP);
    }

    static byte form(byte[] entries, int i) {
        return entries[i * LENGTH + FORM];
    }

    static Hash commitment(byte[] entries, int i) {
        return Hash.of(entries, i * LENGTH + COMMITMENT);
    }

    static boolean same(byte[] a, int i, byte[] b, int j) {
        return Arrays.equals(a, i * LENGTH, (i + 1) * LENGTH, b, j * LENGTH, (j + 1) * LENGTH);
    }
}
