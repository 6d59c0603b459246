package io.tombolo.connectors.text;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes by their position, the first being 0. One thread. */
public interface PlainBytes extends Closeable {

    /**
     * Reads what lies at a position.
     *
     * @param at not before the position of the latest read but one: what was read longer ago may be gone
     * @return how many bytes, 0 or -1 when there are none
     */
    int read(ByteBuffer into, long at) throws IOException;

    /** How many bytes there are to read, or {@link Long#MAX_VALUE} when only reading shows it. */
    long size() throws IOException;
}
