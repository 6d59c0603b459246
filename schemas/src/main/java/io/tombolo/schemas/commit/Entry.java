package io.tombolo.schemas.commit;

import io.tombolo.merkle.Hash;
import java.nio.ByteBuffer;

/**
 * What the log holds for one record, 50 bytes: {@code 0x01 | form | u64 Kafka offset | u64 record timestamp (ms; all
 * ones for none) | commitment}.
 *
 * @param form how the commitment was made, see {@link Commitment}
 * @param offset the record's Kafka offset
 * @param timestamp the record's timestamp in ms since 1970, {@link #NO_TIMESTAMP} for none
 */
public record Entry(byte form, long offset, long timestamp, Hash commitment) {

    /** Length of an entry, in bytes. */
    public static final int LENGTH = 50;
    /** As Kafka says it; all ones when written. */
    public static final long NO_TIMESTAMP = -1;

    static final int COMMITMENT = 18;
    private static final byte VERSION = 0x01;

    public Entry {
        if (form < Commitment.AS_REGISTERED || form > Commitment.BY_FIELD) {
            throw new IllegalArgumentException("entry: form " + form + ", must be 0, 1 or 2");
        }
        if (offset < 0) {
            throw new IllegalArgumentException("entry: offset " + offset + ", must be at least 0");
        }
    }

    /** An entry of a commitment just made. */
    public static Entry of(Commitment commitment, long offset, long timestamp) {
        return new Entry(commitment.form(), offset, timestamp, commitment.hash());
    }

    /** From exactly 50 bytes. */
    public static Entry decode(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("entry: " + bytes.length + " bytes, must be " + LENGTH);
        }
        return decode(bytes, 0);
    }

    /** From the 50 bytes at {@code start}. */
    public static Entry decode(byte[] bytes, int start) {
        if (start < 0 || bytes.length - start < LENGTH) {
            throw new IllegalArgumentException(
                    "entry at " + start + " of " + bytes.length + " bytes: must be " + LENGTH);
        }
        if (bytes[start] != VERSION) {
            throw new IllegalArgumentException("entry: version " + (bytes[start] & 0xff) + ", must be " + VERSION);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, start + 1, LENGTH - 1);
        return new Entry(buffer.get(), buffer.getLong(), buffer.getLong(), Hash.of(bytes, start + COMMITMENT));
    }

    public byte[] encode() {
        byte[] bytes = new byte[LENGTH];
        writeTo(bytes, 0);
        return bytes;
    }

    /** Writes the 50 bytes into {@code target} from {@code start} on. */
    public void writeTo(byte[] target, int start) {
        writeHead(form, offset, timestamp, target, start);
        commitment.copyTo(target, start + COMMITMENT);
    }

    static void writeHead(byte form, long offset, long timestamp, byte[] target, int start) {
        target[start] = VERSION;
        target[start + 1] = form;
        writeLong(offset, target, start + 2);
        writeLong(timestamp, target, start + 10);
    }

    private static void writeLong(long value, byte[] target, int start) {
        for (int i = 0; i < Long.BYTES; i++) {
            target[start + i] = (byte) (value >>> (56 - 8 * i));
        }
    }
}
