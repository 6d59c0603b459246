package io.tombolo.connectors.text;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The lines of a text from a position on, each ended by LF, CRLF or the text's end. One thread. */
public final class LineCursor extends ReadAhead implements Closeable {

    private static final int KEPT_OF_LONG = 64 * 1024;

    private final int maxBytes;
    private int start;
    private int stop;
    private long line;
    private boolean tooLong;
    private boolean ended;

    /**
     * @param position byte to begin at, the start of a line
     * @param line that line's number, the first being 1
     * @param maxBytes of one line; a longer one is passed over
     */
    public LineCursor(PlainBytes text, long position, long line, int maxBytes) {
        super(text, position);
        this.maxBytes = maxBytes;
        this.line = line - 1;
        this.ended = true;
    }

    /** Continues to the next line; false when there is none. */
    public boolean next() throws IOException {
        tooLong = false;
        int at = from;
        while (true) {
            while (at < to && bytes[at] != '\n') {
                at++;
            }
            if (at < to) {
                found(at, at + 1);
                return true;
            }
            if (to - from > maxBytes) {
                return passOver();
            }
            int seen = at - from;
            if (!fill()) {
                if (from == to) {
                    return false;
                }
                found(to, to);
                return true;
            }
            at = from + seen;
        }
    }

    private void found(int end, int next) {
        start = from;
        stop = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
        ended = next > end;
        tooLong = stop - start > maxBytes;
        from = next;
        line++;
    }

    /** The line is longer than what is kept in memory: only its end is looked for. */
    private boolean passOver() throws IOException {
        byte[] first = Arrays.copyOfRange(bytes, from, from + Math.min(KEPT_OF_LONG, to - from));
        long at = bytesAt + to;
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long next = -1;
        while (next < 0 && text.read(chunk.clear(), at) > 0) {
            for (int i = 0; i < chunk.position() && next < 0; i++) {
                next = chunk.get(i) == '\n' ? at + i + 1 : -1;
            }
            at += chunk.position();
        }
        ended = next >= 0;
        System.arraycopy(first, 0, bytes, 0, first.length);
        start = 0;
        stop = first.length;
        from = first.length;
        to = first.length;
        bytesAt = (ended ? next : at) - first.length;
        tooLong = true;
        line++;
        return true;
    }

    /** The line without its end; of one that is too long, the first 64 KiB. A view that lives until the next call. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, start, stop - start).slice();
    }

    public boolean tooLong() {
        return tooLong;
    }

    /** Whether the line had an end, and not just the text. */
    public boolean ended() {
        return ended;
    }

    /** The line's number, the first being 1. */
    public long line() {
        return line;
    }

    /** Behind the line and its end. */
    public long position() {
        return bytesAt + from;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
