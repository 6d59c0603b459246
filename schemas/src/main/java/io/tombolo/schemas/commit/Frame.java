package io.tombolo.schemas.commit;

import java.util.UUID;

/**
 * The registry's wire format: byte 0 and a schema id of four bytes (big-endian), or byte 1 and a schema GUID of sixteen.
 * It precedes the body, or is alone in a header of the record; the body is then all of the part.
 */
public final class Frame {

    /** Bytes of a frame with an id. */
    public static final int LENGTH = 5;
    /** Bytes of a frame with a GUID. */
    public static final int GUID_LENGTH = 17;
    /** The first byte of a frame with an id. */
    public static final byte MAGIC = 0;
    /** The first byte of a frame with a GUID. */
    public static final byte GUID_MAGIC = 1;
    /** The header that may hold the frame of a record's key. */
    public static final String KEY_HEADER = "__key_schema_id";
    /** The header that may hold the frame of a record's value. */
    public static final String VALUE_HEADER = "__value_schema_id";

    private Frame() {}

    /** Bytes of the frame at the beginning; 0 when there is none. */
    public static int length(byte[] bytes) {
        if (isFramed(bytes)) {
            return LENGTH;
        }
        return bytes.length >= GUID_LENGTH && bytes[0] == GUID_MAGIC ? GUID_LENGTH : 0;
    }

    /** Whether these bytes are a frame and nothing else, as in a header. */
    public static boolean isFrame(byte[] bytes) {
        return bytes.length > 0 && bytes.length == length(bytes);
    }

    /** Whether these bytes are long enough to be framed with an id, and begin so. */
    public static boolean isFramed(byte[] bytes) {
        return bytes.length >= LENGTH && bytes[0] == MAGIC;
    }

    /** The schema id of bytes framed with one. */
    public static int id(byte[] framed) {
        return (framed[1] & 0xff) << 24 | (framed[2] & 0xff) << 16 | (framed[3] & 0xff) << 8 | (framed[4] & 0xff);
    }

    /** The schema GUID of bytes framed with one. */
    public static UUID guid(byte[] framed) {
        return new UUID(eight(framed, 1), eight(framed, 1 + Long.BYTES));
    }

    /** What a frame names, for messages: {@code schema id 7} or {@code schema GUID 0a…}. */
    public static String name(byte[] framed) {
        return isFramed(framed) ? "schema id " + id(framed) : "schema GUID " + guid(framed);
    }

    /** Writes a frame with an id at {@code offset}. */
    public static void write(int id, byte[] target, int offset) {
        target[offset] = MAGIC;
        target[offset + 1] = (byte) (id >>> 24);
        target[offset + 2] = (byte) (id >>> 16);
        target[offset + 3] = (byte) (id >>> 8);
        target[offset + 4] = (byte) id;
    }

    static long eight(byte[] bytes, int at) {
        long value = 0;
        for (int i = at; i < at + Long.BYTES; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }
}
