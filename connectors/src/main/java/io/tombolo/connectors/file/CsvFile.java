package io.tombolo.connectors.file;

import io.tombolo.connectors.text.PlainBytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The records of one file from a byte position on, also while it grows. One thread at a time.
 *
 * <p>What can't be cut is given up one physical line at a time: an open quote costs its own line, never the file behind it.
 */
final class CsvFile implements Closeable {

    /** What {@link #next} came to; the getters speak of it. */
    enum Found {
        RECORD,
        BAD_QUOTES,
        OPEN_QUOTE,
        TOO_LONG,
        LINE_GREW,
        /** Nothing complete lies behind {@link #position()} for now. */
        NOTHING
    }

    private static final int CHUNK = 1 << 20;
    private static final int KEPT_OF_REFUSED = 64 * 1024;

    private final PlainBytes text;
    private final RecordScan scan;
    private byte[] bytes = new byte[2 * CHUNK];
    private long bytesAt;
    private int from;
    private int to;

    private int start;
    private long recordLine;
    private long line;
    private boolean openEnd;

    /**
     * @param position byte to begin at
     * @param line number of the line that begins there, the file's first being 1
     * @param openEnd whether the record before it was taken without a line end
     */
    CsvFile(PlainBytes text, RecordScan scan, long position, long line, boolean openEnd) {
        this.text = text;
        this.scan = scan;
        this.bytesAt = position;
        this.line = line;
        this.openEnd = openEnd;
    }

    /** Goes on to the next record; {@code quiet} says that the bytes at hand are all there will be, so that the last line counts. */
    Found next(boolean quiet) throws IOException {
        if (openEnd && !closeOpenEnd()) {
            if (from == to) {
                return Found.NOTHING;
            }
            return dropLine(quiet) ? Found.LINE_GREW : Found.NOTHING;
        }
        skipBlankLines();
        while (true) {
            if (from == to && !fill()) {
                return Found.NOTHING;
            }
            skipBlankLines();
            if (from == to) {
                continue;
            }
            RecordScan.Result result = scan.scan(bytes, from, to, false);
            if (result == RecordScan.Result.MORE) {
                if (fill()) {
                    continue;
                }
                if (!quiet) {
                    return Found.NOTHING;
                }
                result = scan.scan(bytes, from, to, true);
            }
            switch (result) {
                case RECORD -> {
                    take();
                    return Found.RECORD;
                }
                case BAD_QUOTES -> {
                    return dropLine(quiet) ? Found.BAD_QUOTES : Found.NOTHING;
                }
                case OPEN_QUOTE -> {
                    return dropLine(quiet) ? Found.OPEN_QUOTE : Found.NOTHING;
                }
                default -> {
                    return dropLine(quiet) ? Found.TOO_LONG : Found.NOTHING;
                }
            }
        }
    }

    private void take() {
        start = from;
        recordLine = line;
        line += scan.lines();
        from = scan.end();
        openEnd = !scan.lineEnded();
        skipBlankLines();
    }

    /** Takes the line end that a record lacked when it was taken. False when other bytes follow, or none yet. */
    private boolean closeOpenEnd() throws IOException {
        if (from == to && !fill()) {
            return false;
        }
        if (bytes[from] != '\n' && bytes[from] != '\r') {
            return false;
        }
        openEnd = false;
        if (bytes[from] == '\r' && from + 1 == to) {
            fill();
        }
        from += bytes[from] == '\r' && from + 1 < to && bytes[from + 1] == '\n' ? 2 : 1;
        return true;
    }

    private void skipBlankLines() {
        while (from < to && (bytes[from] == '\n' || bytes[from] == '\r')) {
            boolean pair = bytes[from] == '\r' && from + 1 < to && bytes[from + 1] == '\n';
            from += pair ? 2 : 1;
            line++;
        }
    }

    /** Gives up the physical line at hand. False when its end is not there yet and may still come. */
    private boolean dropLine(boolean quiet) throws IOException {
        boolean continued = openEnd;
        int at = from;
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        if (at == to) {
            return dropLongLine(quiet, continued);
        }
        start = from;
        from = at + (bytes[at] == '\r' && at + 1 < to && bytes[at + 1] == '\n' ? 2 : 1);
        dropped(continued);
        openEnd = false;
        return true;
    }

    /** The line goes on behind what is in memory: look for its end in the file without keeping it. */
    private boolean dropLongLine(boolean quiet, boolean continued) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long at = bytesAt + to;
        while (text.read(chunk.clear(), at) > 0) {
            for (int i = 0; i < chunk.position(); i++) {
                if (chunk.get(i) == '\n' || chunk.get(i) == '\r') {
                    jump(at + i + 1);
                    dropped(continued);
                    openEnd = false;
                    return true;
                }
            }
            at += chunk.position();
        }
        if (!quiet) {
            return false;
        }
        jump(at);
        dropped(continued);
        openEnd = true;
        return true;
    }

    private void dropped(boolean continued) {
        recordLine = continued ? line - 1 : line;
        line += continued ? 0 : 1;
    }

    private void jump(long position) {
        // What was refused stays at the front, for whoever wants to see it.
        int kept = Math.min(to - from, KEPT_OF_REFUSED);
        System.arraycopy(bytes, from, bytes, 0, kept);
        start = 0;
        from = kept;
        to = kept;
        bytesAt = position - kept;
    }

    /** Reads more behind what is there; false when there is no more. */
    private boolean fill() throws IOException {
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

    /** The bytes that {@link #start()} and the scan's numbers point into; valid until the next call of {@link #next}. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    RecordScan scan() {
        return scan;
    }

    /** The first bytes of what was found, without its line end. */
    byte[] found(Found found) {
        int stop = found == Found.RECORD ? scan.end() : from;
        stop = Math.min(stop, start + KEPT_OF_REFUSED);
        while (stop > start && (bytes[stop - 1] == '\n' || bytes[stop - 1] == '\r')) {
            stop--;
        }
        return Arrays.copyOfRange(bytes, start, stop);
    }

    /** The number of the line on which the thing found begins. */
    long recordLine() {
        return recordLine;
    }

    /** Where the next record begins: everything before has been found. */
    long position() {
        return bytesAt + from;
    }

    /** The number of the line at {@link #position()}. */
    long line() {
        return line;
    }

    /** Whether the last thing found had no line end. */
    boolean openEnd() {
        return openEnd;
    }

    /** Whether bytes lie behind {@link #position()}. */
    boolean pending() throws IOException {
        return text.size() > position();
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
