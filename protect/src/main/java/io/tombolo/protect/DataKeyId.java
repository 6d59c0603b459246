package io.tombolo.protect;

import java.util.Arrays;
import java.util.HexFormat;

/** Names a data key: 16 bytes that reveal nothing of the subject whose key it is. */
public final class DataKeyId {

    /** Length, in bytes. */
    public static final int LENGTH = 16;

    private final byte[] bytes;

    private DataKeyId(byte[] bytes) {
        this.bytes = bytes;
    }

    /** From the 16 bytes at {@code start}. */
    public static DataKeyId of(byte[] bytes, int start) {
        if (start < 0 || bytes.length - start < LENGTH) {
            throw new IllegalArgumentException(
                    "data key id at " + start + " of " + bytes.length + " bytes: must be " + LENGTH);
        }
        return new DataKeyId(Arrays.copyOfRange(bytes, start, start + LENGTH));
    }

    /**
     * From its 32 hexadecimal digits, in lower case.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static DataKeyId parse(String text) {
        if (!text.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException(
                    "data key id '" + text + "': must be 32 hexadecimal digits in lower case");
        }
        return new DataKeyId(HexFormat.of().parseHex(text));
    }

    /** Four of the 128 bits, from the first ones on. */
    int nibble(int depth) {
        int two = bytes[depth / 2] & 0xff;
        return depth % 2 == 0 ? two >>> 4 : two & 0xf;
    }

    void copyTo(byte[] target, int start) {
        System.arraycopy(bytes, 0, target, start, LENGTH);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataKeyId id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
