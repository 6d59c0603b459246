package io.tombolo.connectors.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** What comes out of a stream, with the latest bytes kept so that a reader may step back a little. */
final class StreamBytes implements PlainBytes {

    /** More than a reader takes at once. */
    private static final int KEPT = 4 << 20;

    private final InputStream stream;
    private final byte[] kept = new byte[KEPT];
    private long end;

    StreamBytes(InputStream stream) {
        this.stream = stream;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        skipTo(at);
        if (at < end) {
            if (end - at > KEPT) {
                throw new IllegalStateException("byte " + at + " of a stream that is at " + end + " already");
            }
            int from = (int) (at % KEPT);
            int count = (int) Math.min(Math.min(into.remaining(), end - at), KEPT - from);
            into.put(kept, from, count);
            return count;
        }
        int from = (int) (end % KEPT);
        int count = stream.read(kept, from, Math.min(into.remaining(), KEPT - from));
        if (count > 0) {
            into.put(kept, from, count);
            end += count;
        }
        return count;
    }

    private void skipTo(long at) throws IOException {
        while (end < at) {
            int from = (int) (end % KEPT);
            int count = stream.read(kept, from, (int) Math.min(at - end, KEPT - from));
            if (count < 0) {
                return;
            }
            end += count;
        }
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
