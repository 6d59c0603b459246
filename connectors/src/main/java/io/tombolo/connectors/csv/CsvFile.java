package io.tombolo.connectors.csv;

import io.tombolo.connectors.csv.CsvRows.Edge;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.text.PlainBytes;
import io.tombolo.connectors.text.ReadAhead;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The records of one file from a byte position on, also while it grows. One thread at a time.
 *
 * <p>Where quotes have a fault, it is not known which lines are rows and which are text inside a field. What is certain to be a row
 * is found again, and all before it is given up: a line of a text is never taken for a row, see {@link #badQuotes}.
 */
final class CsvFile extends ReadAhead implements Closeable {

    /** The result of {@link #next}; the getters refer to it. */
    enum Found {
        RECORD,
        BAD_QUOTES,
        OPEN_QUOTE,
        TOO_LONG,
        LINE_GREW,
        /** Nothing complete lies behind {@link #position()} for now. */
        NOTHING
    }

    private static final int KEPT_OF_REFUSED = 64 * 1024;

    private final CsvDialect dialect;
    private final RecordScan scan;
    private final int columns;

    private int start;
    private long recordLine;
    private long lastLine;
    private long line;
    private Edge edge;

    /**
     * @param columns how many a row has, 0 when that is not known
     * @param position byte to begin at
     * @param line number of the line that begins there, the file's first being 1
     * @param edge what lies before it
     */
    CsvFile(PlainBytes text, CsvDialect dialect, int columns, long position, long line, Edge edge) {
        super(text, position);
        this.dialect = dialect;
        this.scan = newScan();
        this.columns = columns;
        this.line = line;
        this.edge = edge;
    }

    private RecordScan newScan() {
        return new RecordScan(dialect.separator(), dialect.quote(), dialect.maxBytes());
    }

    /** Continues to the next record; {@code quiet} says that the bytes at hand are all there will be, so that the last line counts. */
    Found next(boolean quiet) throws IOException {
        if (edge == Edge.OPEN_QUOTE) {
            return from == to && !fill()
                    ? Found.NOTHING
                    : skip(from, QuotedSkip.State.IN_QUOTES, 0, quiet, Found.OPEN_QUOTE);
        }
        if (edge == Edge.OPEN_LINE && !closeOpenLine()) {
            return from == to ? Found.NOTHING : skip(from, QuotedSkip.State.PLAIN, 0, quiet, Found.LINE_GREW);
        }
        while (true) {
            skipBlankLines();
            if (from == to) {
                if (!fill()) {
                    return Found.NOTHING;
                }
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
            return switch (result) {
                case RECORD -> take();
                case BAD_QUOTES -> badQuotes(quiet);
                case OPEN_QUOTE -> skip(from, QuotedSkip.State.FIELD_START, 0, quiet, Found.OPEN_QUOTE);
                default -> skip(from, QuotedSkip.State.FIELD_START, 0, quiet, Found.TOO_LONG);
            };
        }
    }

    private Found take() {
        boolean doubtful = edge == Edge.FAULT;
        boolean stray = doubtful && scan.hasStrayQuote(bytes);
        boolean sure = !stray && (columns == 0 || scan.fields() == columns);
        start = from;
        begin();
        line += scan.lines();
        lastLine = line - 1;
        from = scan.end();
        edge = !scan.lineEnded() ? Edge.OPEN_LINE : doubtful && !sure ? Edge.FAULT : Edge.ROW;
        skipBlankLines();
        return stray ? Found.BAD_QUOTES : Found.RECORD;
    }

    private void begin() {
        boolean continued = edge == Edge.OPEN_LINE || edge == Edge.OPEN_QUOTE;
        recordLine = continued ? line - 1 : line;
    }

    /** Takes the line end that a record lacked when it was taken. False when other bytes follow, or none yet. */
    private boolean closeOpenLine() throws IOException {
        if (from == to && !fill()) {
            return false;
        }
        if (bytes[from] != '\n' && bytes[from] != '\r') {
            return false;
        }
        edge = Edge.ROW;
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

    /**
     * A closing quote is followed by something else than a separator or the line's end. Either the field was closed and its line is
     * spoilt, or the quote is a part of the text, which continues until a quote that closes it.
     *
     * <p>The line alone is given up when it holds the whole field, and nothing ahead looks as if the text continued: no quote closes it, or
     * all that is ahead, as far as a record may reach, can be cut into rows without a fault. Otherwise all goes up to where the text ends.
     */
    private Found badQuotes(boolean quiet) throws IOException {
        int open = scan.start(scan.fields() - 1) - 1 - from;
        int bad = scan.stop(scan.fields() - 1) - from;
        boolean all = lookAhead();
        QuotedSkip goesOn = new QuotedSkip(dialect.separator(), dialect.quote(), QuotedSkip.State.IN_QUOTES);
        int end = goesOn.feed(bytes, from + open + 1, to);
        if (end < 0 && all && !quiet) {
            return Found.NOTHING;
        }
        if (end < 0 && all && goesOn.closed()) {
            end = to;
        }
        int lineEnd = lineEnd(from + bad);
        boolean ownLine = lineEnd(from + open) == lineEnd;
        if (ownLine && (end < 0 || end == lineEnd || isClean(lineEnd, all))) {
            QuotedSkip noQuotes = new QuotedSkip(dialect.separator(), CsvDialect.NO_QUOTE, QuotedSkip.State.PLAIN);
            return skip(from + bad, noQuotes, scan.lines() - 1, quiet, Found.BAD_QUOTES, Edge.ROW);
        }
        return skip(from, QuotedSkip.State.FIELD_START, 0, quiet, Found.BAD_QUOTES);
    }

    /** Makes sure that as much is in memory as a record may be long. True when the text ends there. */
    private boolean lookAhead() throws IOException {
        while (to - from < dialect.maxBytes()) {
            if (!fill()) {
                return true;
            }
        }
        return false;
    }

    /** Behind the physical line's end, or the end of what is in memory. */
    private int lineEnd(int at) {
        int end = at;
        while (end < to && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        boolean pair = end + 1 < to && bytes[end] == '\r' && bytes[end + 1] == '\n';
        return Math.min(to, end + (pair ? 2 : 1));
    }

    /** Whether all that is in memory from a place on can be cut into rows of the right number of columns, without a stray quote. */
    private boolean isClean(int place, boolean all) {
        RecordScan ahead = newScan();
        int at = place;
        while (at < to) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                at++;
                continue;
            }
            RecordScan.Result result = ahead.scan(bytes, at, to, all);
            if (result == RecordScan.Result.MORE) {
                return true;
            }
            if (result != RecordScan.Result.RECORD
                    || (columns > 0 && ahead.fields() != columns)
                    || ahead.hasStrayQuote(bytes)) {
                return false;
            }
            at = ahead.end();
        }
        return true;
    }

    private Found skip(int at, QuotedSkip.State state, int linesBefore, boolean quiet, Found found) throws IOException {
        QuotedSkip skip = new QuotedSkip(dialect.separator(), dialect.quote(), state);
        return skip(at, skip, linesBefore, quiet, found, found == Found.LINE_GREW ? Edge.ROW : Edge.FAULT);
    }

    /** Gives up what lies before the end of a record; nothing when that is not there yet and may still come. */
    private Found skip(int at, QuotedSkip skip, int linesBefore, boolean quiet, Found found, Edge behind)
            throws IOException {
        int end = skip.feed(bytes, at, to);
        if (end >= 0) {
            start = from;
            begin();
            from = end;
            return gaveUp(skip.lines() + linesBefore, true, found, behind);
        }
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long next = bytesAt + to;
        while (text.read(chunk.clear(), next) > 0) {
            end = skip.feed(chunk.array(), 0, chunk.position());
            if (end >= 0) {
                begin();
                jump(next + end);
                return gaveUp(skip.lines() + linesBefore, true, found, behind);
            }
            next += chunk.position();
        }
        if (!quiet) {
            return Found.NOTHING;
        }
        begin();
        jump(next);
        boolean ended = skip.behindLineEnd();
        return skip.closed()
                ? gaveUp(skip.lines() + linesBefore, ended, found, Edge.OPEN_LINE)
                : gaveUp(skip.lines() + linesBefore, ended, Found.OPEN_QUOTE, Edge.OPEN_QUOTE);
    }

    /** The lines that were given up begin at {@link #recordLine}; {@code ended} says that the last of them has its end. */
    private Found gaveUp(int lineEnds, boolean ended, Found found, Edge behind) {
        lastLine = Math.max(recordLine, recordLine + lineEnds - (ended ? 1 : 0));
        line = recordLine + lineEnds + (behind == Edge.ROW || behind == Edge.FAULT ? 0 : 1);
        edge = behind;
        return found;
    }

    private void jump(long position) {
        // What was refused stays at the front, to be shown.
        int kept = Math.min(to - from, KEPT_OF_REFUSED);
        System.arraycopy(bytes, from, bytes, 0, kept);
        start = 0;
        from = kept;
        to = kept;
        bytesAt = position - kept;
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

    /** The number of the line on which it ends. */
    long lastLine() {
        return lastLine;
    }

    /** Where the next record begins: everything before has been found. */
    long position() {
        return bytesAt + from;
    }

    /** The number of the line at {@link #position()}. */
    long line() {
        return line;
    }

    /** What lies before {@link #position()}. */
    Edge edge() {
        return edge;
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
