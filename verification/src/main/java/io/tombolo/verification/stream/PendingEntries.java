package io.tombolo.verification.stream;

import java.util.Arrays;

/** Entries that were read and not yet compared, oldest first, in one array that is used again and again. */
final class PendingEntries {
    private byte[] bytes = new byte[1024 * EntryBytes.LENGTH];
    private int head;
    private int count;

    int count() {
        return count;
    }

    void add(byte[] source, int at) {
        int end = head + count;
        if ((end + 1) * EntryBytes.LENGTH > bytes.length) {
            makeRoom();
            end = count;
        }
        System.arraycopy(source, at, bytes, end * EntryBytes.LENGTH, EntryBytes.LENGTH);
        count++;
    }

    /** The array that holds the entries, from {@link #firstByte()} on. */
    byte[] array() {
        return bytes;
    }

    int firstByte() {
        return head * EntryBytes.LENGTH;
    }

    void drop(int entries) {
        head += entries;
        count -= entries;
        if (count == 0) {
            head = 0;
        }
    }

    /** Takes out the entries up to and including an offset, in the order in which they came; the others stay. */
    byte[] takeUpTo(long lastOffset) {
        byte[] taken = new byte[count * EntryBytes.LENGTH];
        int takenCount = 0;
        int kept = 0;
        for (int i = head; i < head + count; i++) {
            boolean take = EntryBytes.offset(bytes, i) <= lastOffset;
            byte[] target = take ? taken : bytes;
            int place = take ? takenCount++ : head + kept++;
            System.arraycopy(bytes, i * EntryBytes.LENGTH, target, place * EntryBytes.LENGTH, EntryBytes.LENGTH);
        }
        count = kept;
        return Arrays.copyOf(taken, takenCount * EntryBytes.LENGTH);
    }

    private void makeRoom() {
        int used = count * EntryBytes.LENGTH;
        byte[] target = used * 2L > bytes.length ? new byte[Math.multiplyExact(bytes.length, 2)] : bytes;
        System.arraycopy(bytes, head * EntryBytes.LENGTH, target, 0, used);
        bytes = target;
        head = 0;
    }
}
