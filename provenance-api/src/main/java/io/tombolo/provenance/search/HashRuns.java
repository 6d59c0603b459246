package io.tombolo.provenance.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * Where hashes of one source are: in sorted runs on disk, each of a stretch of the source, and a buffer of what came last. Neighbouring runs of one
 * size are merged eight by eight, so that 10<sup>8</sup> lines are in some thirty files at most. What is in the buffer is read from the source again
 * after a kill. One thread writes; any thread searches.
 */
final class HashRuns implements AutoCloseable {
    /** Lines of the buffer: the place of one of them fits beside its hash into 64 bits. */
    static final int BUFFER = 1 << 16;

    private static final int MERGED = 8;
    private static final int SMALLEST = 1 << 15;
    private static final int BLOCK = 8_192;

    private final Path folder;
    private final String kind;
    private final BooleanSupplier stopped;
    private final List<Run> runs = new ArrayList<>();
    private long[] hashes = {};
    private long[] places = {};
    private int buffered;
    private long bufferFrom;
    private long next;

    private HashRuns(Path folder, String kind, BooleanSupplier stopped) {
        this.folder = folder;
        this.kind = kind;
        this.stopped = stopped;
    }

    /** @param stopped asked while runs are merged: a merge that is given up is done again later */
    static HashRuns open(Path folder, String kind, BooleanSupplier stopped) {
        HashRuns opened = new HashRuns(folder, kind, stopped);
        opened.load();
        return opened;
    }

    private void load() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Run> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = Run.names(kind).matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    found.add(Run.open(file, name));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(folder.toString(), broken);
        }
        found.sort(Comparator.comparingLong((Run run) -> run.from)
                .thenComparing(Comparator.comparingLong((Run run) -> run.to).reversed()));
        for (Run run : found) {
            if (run.to <= next && !runs.isEmpty()) {
                // Merged already, when the process was killed.
                run.delete();
            } else if (run.from != next && !runs.isEmpty()) {
                // Somebody took a file away: all of it is read again.
                runs.forEach(Run::delete);
                runs.clear();
                found.subList(found.indexOf(run), found.size()).forEach(Run::delete);
                next = 0;
                break;
            } else {
                runs.add(run);
                next = run.to;
            }
        }
        bufferFrom = next;
    }

    /** The first position of the source that is not in here. */
    synchronized long next() {
        return next;
    }

    synchronized long lines() {
        return buffered + runs.stream().mapToLong(run -> run.lines).sum();
    }

    synchronized int buffered() {
        return buffered;
    }

    /**
     * Adds a line, for which {@link #room} was made; to be followed by {@link #covered}.
     *
     * @param hash of at least six bytes
     * @param place below 2<sup>48</sup>, not before that of the line before
     */
    void add(byte[] hash, long place) {
        synchronized (this) {
            if (buffered == hashes.length) {
                int room = Math.min(BUFFER, Math.max(64, buffered * 2));
                hashes = Arrays.copyOf(hashes, room);
                places = Arrays.copyOf(places, room);
            }
            hashes[buffered] = prefix(hash);
            places[buffered] = place;
            buffered++;
        }
    }

    /** Everything before that position is in here now. */
    void covered(long position) {
        synchronized (this) {
            next = Math.max(next, position);
        }
    }

    /** Makes room for that many lines more. */
    void room(int more) {
        if (buffered() + more > BUFFER) {
            flush();
        }
    }

    /** Forgets runs that are entirely before a position of the source, which has lost it. */
    void forgetBefore(long position) {
        synchronized (this) {
            while (!runs.isEmpty() && runs.get(0).to <= position) {
                runs.remove(0).delete();
            }
        }
    }

    /** Places of a hash below {@code before}, the greatest first; other hashes that begin with the same six bytes are among them. */
    synchronized List<Long> find(byte[] hash, long before, int limit) {
        long wanted = prefix(hash);
        List<Long> found = new ArrayList<>();
        for (int i = buffered - 1; i >= 0 && found.size() < limit; i--) {
            if (hashes[i] == wanted && places[i] < before) {
                found.add(places[i]);
            }
        }
        for (int i = runs.size() - 1; i >= 0 && found.size() < limit; i--) {
            Run run = runs.get(i);
            for (long line = run.ceiling(wanted, before) - 1;
                    line >= 0 && found.size() < limit && run.hash(line) == wanted;
                    line--) {
                found.add(run.place(line));
            }
        }
        return found;
    }

    static long prefix(byte[] hash) {
        return Run.number(ByteBuffer.wrap(hash), 0);
    }

    /** Puts the buffer on disk, and merges what is to be merged. */
    void flush() {
        if (buffered == 0) {
            return;
        }
        long[] sorted = new long[buffered];
        for (int i = 0; i < buffered; i++) {
            // The sign bit turned, so that the order is that of numbers without a sign.
            sorted[i] = (hashes[i] << 16 | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(sorted);
        ByteBuffer lines = ByteBuffer.allocate(sorted.length * Run.LINE);
        for (long one : sorted) {
            int i = (int) (one & 0xffff);
            Run.put(lines, hashes[i], places[i]);
        }
        long to = next;
        Run run = write(bufferFrom, to, channel -> writeAll(channel, lines.flip()));
        synchronized (this) {
            runs.add(run);
            buffered = 0;
            bufferFrom = to;
        }
        while (mergeOnce() && !stopped.getAsBoolean()) {
            // Until no eight neighbours of one size are left.
        }
    }

    private interface Filler {
        void fill(FileChannel channel) throws IOException;
    }

    private Run write(long from, long to, Filler filler) {
        Path file = folder.resolve(Run.name(kind, from, to));
        Path written = folder.resolve("next");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                    written,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                filler.fill(channel);
                channel.force(false);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException broken) {
            throw new UncheckedIOException(file.toString(), broken);
        }
        return new Run(file, from, to);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static int size(Run run) {
        int size = 0;
        for (long lines = run.lines; lines >= SMALLEST; lines /= MERGED) {
            size++;
        }
        return size;
    }

    /** Runs are only added at the end and merged by this thread, so they stay while it reads them. */
    private boolean mergeOnce() {
        Optional<List<Run>> neighbours = neighbours();
        if (neighbours.isEmpty()) {
            return false;
        }
        List<Run> old = neighbours.get();
        Run merged;
        try {
            merged = write(old.get(0).from, old.get(old.size() - 1).to, channel -> merge(old, channel));
        } catch (GivenUp stopping) {
            return false;
        }
        synchronized (this) {
            int place = runs.indexOf(old.get(0));
            runs.removeAll(old);
            runs.add(place, merged);
        }
        old.forEach(Run::delete);
        return true;
    }

    private synchronized Optional<List<Run>> neighbours() {
        int end = runs.size();
        while (end > 0) {
            int begin = end - 1;
            while (begin > 0 && size(runs.get(begin - 1)) == size(runs.get(end - 1))) {
                begin--;
            }
            if (end - begin >= MERGED) {
                return Optional.of(List.copyOf(runs.subList(begin, end)));
            }
            end = begin;
        }
        return Optional.empty();
    }

    private static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void merge(List<Run> old, FileChannel channel) throws IOException {
        List<Lines> heads = old.stream().map(Lines::new).filter(Lines::next).toList();
        List<Lines> open = new ArrayList<>(heads);
        ByteBuffer block = ByteBuffer.allocate(BLOCK * Run.LINE);
        while (!open.isEmpty()) {
            Lines least = open.get(0);
            for (Lines one : open) {
                // Of two equal hashes the one of the earlier run comes first, as its places are before the other's.
                if (one.hash < least.hash) {
                    least = one;
                }
            }
            Run.put(block, least.hash, least.place);
            if (!least.next()) {
                open.remove(least);
            }
            if (!block.hasRemaining() || open.isEmpty()) {
                writeAll(channel, block.flip());
                block.clear();
                if (stopped.getAsBoolean()) {
                    throw new GivenUp();
                }
            }
        }
    }

    /** The lines of a run one after the other, in blocks. */
    private static final class Lines {
        private final Run run;
        private long line;
        private ByteBuffer block = ByteBuffer.allocate(0);
        private long hash;
        private long place;

        Lines(Run run) {
            this.run = run;
        }

        boolean next() {
            if (!block.hasRemaining()) {
                int count = (int) Math.min(BLOCK, run.lines - line);
                if (count == 0) {
                    return false;
                }
                block = run.read(line, count);
                line += count;
            }
            hash = Run.number(block, block.position());
            place = Run.number(block, block.position() + Run.LINE / 2);
            block.position(block.position() + Run.LINE);
            return true;
        }
    }

    @Override
    public synchronized void close() {
        runs.forEach(Run::close);
    }
}
