package io.tombolo.connectors.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The stretch of a text that is in memory: it moves on as what is before {@link #from} has been used, and grows as needed. One thread. */
public abstract class ReadAhead {

    protected static final int CHUNK = 1 << 20;

    protected final PlainBytes text;
    protected byte[] bytes = new byte[2 * CHUNK];
    /** Position in the text of the first of {@link #bytes}. */
    protected long bytesAt;
    /** Index of the first byte that has not been used. */
    protected int from;
    /** Index behind the last byte that is in memory. */
    protected int to;

    /** @param position byte of the text to begin at */
    protected ReadAhead(PlainBytes text, long position) {
        this.text = text;
        this.bytesAt = position;
    }

    /** Reads up to {@link #CHUNK} bytes behind what is there; false when there are no more. Changes the meaning of indexes. */
    protected final boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(bytes, from, bytes, 0, to - from);
            bytesAt += from;
            to -= from;
            from = 0;
        }
        if (bytes.length - to < CHUNK) {
            bytes = Arrays.copyOf(bytes, to + 2 * CHUNK);
        }
        int read = text.read(ByteBuffer.wrap(bytes, to, CHUNK), bytesAt + to);
        if (read <= 0) {
            return false;
        }
        to += read;
        return true;
    }
}
