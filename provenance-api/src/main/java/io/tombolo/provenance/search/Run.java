package io.tombolo.provenance.search;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of lines, each the first 48 bits of a hash and a place of 48 bits, sorted by both; its name says what it covers. It never changes.
 * Nothing of it is in memory. For any thread.
 */
final class Run implements AutoCloseable {
    /** Bytes of a line. */
    static final int LINE = 12;

    private static final int BITS = 48;
    private static final int SMALL = 1024;

    final Path file;
    /** First position of the source that it covers, and the one behind the last. */
    final long from;

    final long to;
    final long lines;
    private final FileChannel channel;

    Run(Path file, long from, long to) {
        this.file = file;
        this.from = from;
        this.to = to;
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.READ);
            this.lines = channel.size() / LINE;
        } catch (IOException broken) {
            throw new UncheckedIOException(file.toString(), broken);
        }
    }

    static String name(String kind, long from, long to) {
        return "%s-%d-%d".formatted(kind, from, to);
    }

    static Pattern names(String kind) {
        return Pattern.compile(Pattern.quote(kind) + "-([0-9]{1,18})-([0-9]{1,18})");
    }

    static Run open(Path file, Matcher name) {
        return new Run(file, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
    }

    /** The first line that is not before this hash and place. Hashes are spread evenly, so that a guess is near. */
    long ceiling(long hash, long place) {
        long low = 0;
        long high = lines;
        if (lines > SMALL) {
            long guess = (long) ((double) hash / (1L << BITS) * lines);
            long window = 64 + 4 * (long) Math.sqrt((double) lines);
            long left = Math.max(0, guess - window);
            long right = Math.min(lines - 1, guess + window);
            if (isBefore(left, hash, place)) {
                low = left + 1;
            } else {
                high = left;
            }
            if (high == lines) {
                if (isBefore(right, hash, place)) {
                    low = right + 1;
                } else {
                    high = right;
                }
            }
        }
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (isBefore(middle, hash, place)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean isBefore(long line, long hash, long place) {
        ByteBuffer read = read(line, 1);
        long found = number(read, 0);
        return found < hash || (found == hash && number(read, LINE / 2) < place);
    }

    long hash(long line) {
        return number(read(line, 1), 0);
    }

    long place(long line) {
        return number(read(line, 1), LINE / 2);
    }

    /** That many lines. */
    ByteBuffer read(long line, int count) {
        ByteBuffer into = ByteBuffer.allocate(count * LINE);
        try {
            long at = line * LINE;
            while (into.hasRemaining()) {
                int read = channel.read(into, at);
                if (read < 0) {
                    throw new EOFException("wanted line " + line + " and " + count + " more of " + lines);
                }
                at += read;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(file.toString(), broken);
        }
        return into.flip();
    }

    static long number(ByteBuffer from, int at) {
        return (from.getShort(at) & 0xffffL) << 32 | (from.getInt(at + Short.BYTES) & 0xffff_ffffL);
    }

    static void put(ByteBuffer to, long hash, long place) {
        to.putShort((short) (hash >>> 32)).putInt((int) hash);
        to.putShort((short) (place >>> 32)).putInt((int) place);
    }

    void delete() {
        close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(file.toString(), broken);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(file.toString(), broken);
        }
    }
}
