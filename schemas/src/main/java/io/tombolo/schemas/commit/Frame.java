package io.tombolo.schemas.commit;

/** The registry's wire format: magic byte 0, a schema id of four bytes (big-endian), then the body. */
public final class Frame {

    /** Bytes before the body. */
    public static final int LENGTH = 5;
    /** The first byte of an id-framed part. */
    public static final byte MAGIC = 0;

    private Frame() {}

    /** Whether these bytes are long enough to be framed, and begin so. */
    public static boolean isFramed(byte[] bytes) {
        return bytes.length >= LENGTH && bytes[0] == MAGIC;
    }

    /** The schema id of framed bytes. */
    public static int id(byte[] framed) {
        return (framed[1] & 0xff) << 24 | (framed[2] & 0xff) << 16 | (framed[3] & 0xff) << 8 | (framed[4] & 0xff);
    }

    /** Writes a frame at {@code offset}. */
    public static void write(int id, byte[] target, int offset) {
        target[offset] = MAGIC;
        target[offset + 1] = (byte) (id >>> 24);
        target[offset + 2] = (byte) (id >>> 16);
        target[offset + 3] = (byte) (id >>> 8);
        target[offset + 4] = (byte) id;
    }
}
