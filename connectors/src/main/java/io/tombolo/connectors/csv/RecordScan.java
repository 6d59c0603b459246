package io.tombolo.connectors.csv;

import java.util.Arrays;

/**
 * Cuts one CSV record (RFC 4180, any one-byte separator and quote, LF, CRLF or CR) out of raw bytes and keeps where its fields lie.
 *
 * <p>It works on bytes, because positions must be byte-exact and bytes that are not text must not shift anything. It is one
 * mutable cursor, reused for millions of records, by one thread.
 */
final class RecordScan {

    /** The result of a scan. */
    enum Result {
        /** A record lies between {@code from} and {@link #end()}. */
        RECORD,
        /** The record continues behind the last byte at hand. */
        MORE,
        /** After a closing quote comes something else than a separator or the line's end. */
        BAD_QUOTES,
        /** A quote is still open at the end of the file. */
        OPEN_QUOTE,
        /** No end within the limit of bytes. */
        TOO_LONG
    }

    private final byte separator;
    private final int quote;
    private final int maxBytes;

    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private boolean[] quoted = new boolean[32];
    private boolean[] escaped = new boolean[32];
    private int fields;
    private int end;
    private int lines;
    private boolean ascii;
    private boolean lineEnded;

    /**
     * @param quote the byte around fields, or one that there is not
     */
    RecordScan(char separator, int quote, int maxBytes) {
        this.separator = (byte) separator;
        this.quote = quote;
        this.maxBytes = maxBytes;
    }

    /** Scans the record that begins at {@code from}; {@code last} says that no byte follows {@code to}. */
    Result scan(byte[] bytes, int from, int to, boolean last) {
        fields = 0;
        lines = 1;
        ascii = true;
        lineEnded = false;
        int at = from;
        while (true) {
            boolean inQuotes = at < to && bytes[at] == quote;
            int stop = inQuotes ? closingQuote(bytes, at + 1, to) : plainEnd(bytes, at, to);
            if (stop < 0) {
                return unfinished(from, to, last, Result.OPEN_QUOTE);
            }
            if (inQuotes) {
                if (stop + 1 == to && !last) {
                    return unfinished(from, to, false, Result.OPEN_QUOTE);
                }
                addField(at + 1, stop, true);
                stop++;
                if (stop < to && bytes[stop] != separator && bytes[stop] != '\n' && bytes[stop] != '\r') {
                    return Result.BAD_QUOTES;
                }
            } else {
                addField(at, stop, false);
            }
            if (stop - from > maxBytes) {
                return Result.TOO_LONG;
            }
            if (stop == to) {
                end = to;
                return last ? Result.RECORD : unfinished(from, to, false, Result.MORE);
            }
            if (bytes[stop] == separator) {
                at = stop + 1;
                continue;
            }
            int next = lineEnd(bytes, stop, to, last);
            if (next < 0) {
                return Result.MORE;
            }
            end = next;
            return Result.RECORD;
        }
    }

    /** The place behind the line end at {@code at}, or -1 when a CR is the last byte and an LF may follow. */
    private int lineEnd(byte[] bytes, int at, int to, boolean last) {
        if (bytes[at] == '\n') {
            lineEnded = true;
            return at + 1;
        }
        if (at + 1 == to) {
            return last ? at + 1 : -1;
        }
        lineEnded = true;
        return bytes[at + 1] == '\n' ? at + 2 : at + 1;
    }

    private Result unfinished(int from, int to, boolean last, Result atEnd) {
        if (to - from > maxBytes) {
            return Result.TOO_LONG;
        }
        return last ? atEnd : Result.MORE;
    }

    private int plainEnd(byte[] bytes, int from, int to) {
        int seen = 0;
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            if (b == separator || b == '\n' || b == '\r') {
                break;
            }
            seen |= b;
            at++;
        }
        ascii &= seen >= 0;
        return at;
    }

    /** Where the quote that was opened before {@code from} closes; -1 when it does not. */
    private int closingQuote(byte[] bytes, int from, int to) {
        boolean doubled = false;
        int seen = 0;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            seen |= b;
            if (b == quote) {
                if (at + 1 < to && bytes[at + 1] == quote) {
                    doubled = true;
                    at++;
                    continue;
                }
                ascii &= seen >= 0;
                ensure(fields);
                escaped[fields] = doubled;
                return at;
            }
            if (b == '\n' || (b == '\r' && (at + 1 == to || bytes[at + 1] != '\n'))) {
                lines++;
            }
        }
        return -1;
    }

    private void addField(int start, int stop, boolean inQuotes) {
        ensure(fields);
        starts[fields] = start;
        ends[fields] = stop;
        quoted[fields] = inQuotes;
        if (!inQuotes) {
            escaped[fields] = false;
        }
        fields++;
    }

    private void ensure(int index) {
        if (index == starts.length) {
            starts = Arrays.copyOf(starts, 2 * index);
            ends = Arrays.copyOf(ends, 2 * index);
            quoted = Arrays.copyOf(quoted, 2 * index);
            escaped = Arrays.copyOf(escaped, 2 * index);
        }
    }

    /** Whether a field that is not in quotes holds one: fine by itself, and a sign that what was cut here is not a row. */
    boolean hasStrayQuote(byte[] bytes) {
        for (int field = 0; field < fields; field++) {
            for (int at = starts[field]; !quoted[field] && at < ends[field]; at++) {
                if (bytes[at] == quote) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Behind the record and its line end. */
    int end() {
        return end;
    }

    /** How many physical lines the record takes. */
    int lines() {
        return lines;
    }

    /** Whether a line end closed the record, rather than the end of the file. */
    boolean lineEnded() {
        return lineEnded;
    }

    boolean ascii() {
        return ascii;
    }

    int fields() {
        return fields;
    }

    int start(int field) {
        return starts[field];
    }

    int stop(int field) {
        return ends[field];
    }

    boolean quoted(int field) {
        return quoted[field];
    }

    String singleQuote() {
        return String.valueOf((char) quote);
    }

    String doubledQuote() {
        return singleQuote().repeat(2);
    }

    /** Whether the field holds doubled quotes, each of which represents one. */
    boolean escaped(int field) {
        return escaped[field];
    }
}
