package io.tombolo.provenance.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows at its end, in parts of which the first ones can be deleted. A part begins at a multiple of a unit, so that
 * what lies within one unit lies within one part. One writer and any number of readers, as for {@link AppendFile}.
 */
final class PartedFile implements AutoCloseable {
    /** A part has at least this share of all that came before, so that even 10^9 entries are a hundred files. */
    private static final int SHARE = 16;

    private final Path path;
    private final long unit;
    private final long least;
    private volatile List<Part> parts;
    /** Deleted, and open for those who read in it at that moment. */
    private List<Part> deleted = List.of();

    private record Part(long start, Path path, AppendFile file) {
        long end() {
            return start + file.length();
        }
    }

    private PartedFile(Path path, long unit, long least, List<Part> parts) {
        this.path = path;
        this.unit = unit;
        this.least = least;
        this.parts = parts;
    }

    /**
     * Opens the parts at a length that is known to be on disk.
     *
     * @param least bytes of a part, {@code Long.MAX_VALUE} where everything stays in one file
     * @param mayMissBelow what may have been deleted
     */
    static PartedFile open(Path path, long unit, long least, long committedLength, long mayMissBelow) {
        try {
            NavigableMap<Long, Path> found = find(path);
            for (Path beyond : found.tailMap(committedLength, false).values()) {
                Files.delete(beyond);
            }
            found.tailMap(committedLength, false).clear();
            if (found.isEmpty() && committedLength == 0) {
                found.put(0L, path);
            }
            if (found.isEmpty() || found.firstKey() > mayMissBelow) {
                throw new DamagedStoreException("%s: begins at %s, but only what is below %d may be missing"
                        .formatted(path, found.isEmpty() ? "no byte" : found.firstKey(), mayMissBelow));
            }
            List<Part> parts = new ArrayList<>();
            try {
                for (Map.Entry<Long, Path> part : found.entrySet()) {
                    Long next = found.higherKey(part.getKey());
                    long end = next == null ? committedLength : next;
                    parts.add(new Part(
                            part.getKey(), part.getValue(), AppendFile.open(part.getValue(), end - part.getKey())));
                }
            } catch (RuntimeException damaged) {
                parts.forEach(part -> part.file().close());
                throw damaged;
            }
            return new PartedFile(path, unit, least, List.copyOf(parts));
        } catch (IOException broken) {
            throw new UncheckedIOException(path.toString(), broken);
        }
    }

    /** The parts by their first byte: {@code entries}, {@code entries-54525952}, and so on. */
    private static NavigableMap<Long, Path> find(Path path) throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        if (Files.exists(path)) {
            found.put(0L, path);
        }
        Path folder = path.toAbsolutePath().getParent();
        String prefix = path.getFileName() + "-";
        if (folder != null && Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "[0-9]*")) {
                for (Path file : files) {
                    found.put(Long.parseLong(String.valueOf(file.getFileName()).substring(prefix.length())), file);
                }
            }
        }
        return found;
    }

    /** Writer only. */
    long length() {
        return last().end();
    }

    /** The first byte that is here. */
    long start() {
        return parts.get(0).start();
    }

    void append(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            long end = length();
            if (end % unit == 0 && end - last().start() >= Math.max(least, end / SHARE)) {
                begin(end);
            }
            int run = (int) Math.min(unit - end % unit, bytes.remaining());
            last().file().append(bytes.slice(bytes.position(), run));
            bytes.position(bytes.position() + run);
        }
    }

    private void begin(long start) {
        Path next = path.resolveSibling(path.getFileName() + "-" + start);
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(start, next, AppendFile.open(next, 0)));
        parts = List.copyOf(more);
    }

    void truncate(long newLength) {
        List<Part> rest = new ArrayList<>(parts);
        List<Part> gone = new ArrayList<>();
        while (rest.get(rest.size() - 1).start() > newLength) {
            gone.add(rest.remove(rest.size() - 1));
        }
        parts = List.copyOf(rest);
        delete(gone);
        last().file().truncate(newLength - last().start());
    }

    /** The greatest part's beginning that is at most {@code limit}: all before it can be deleted. */
    long boundary(long limit) {
        long at = start();
        for (Part part : parts) {
            at = part.start() <= limit ? part.start() : at;
        }
        return at;
    }

    /** Deletes the parts that end at or before {@code position}. */
    void deleteBefore(long position) {
        long boundary = boundary(position);
        if (boundary == start()) {
            return;
        }
        List<Part> before = parts;
        parts = before.stream().filter(part -> part.start() >= boundary).toList();
        delete(before.stream().filter(part -> part.start() < boundary).toList());
    }

    private void delete(List<Part> gone) {
        if (gone.isEmpty()) {
            return;
        }
        deleted.forEach(part -> part.file().close());
        deleted = gone;
        try {
            for (Part part : gone) {
                Files.deleteIfExists(part.path());
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(path.toString(), broken);
        }
    }

    /** Bytes of one unit; null where they were deleted. */
    byte @Nullable [] read(long position, int count) {
        Part part = at(position);
        return part == null ? null : part.file().read(position - part.start(), count);
    }

    /** As {@link AppendFile#slice}; null where it was deleted. */
    @Nullable ByteBuffer slice(long position, int count) {
        Part part = at(position);
        return part == null ? null : part.file().slice(position - part.start(), count);
    }

    private @Nullable Part at(long position) {
        List<Part> all = parts;
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).start() <= position) {
                return all.get(i);
            }
        }
        return null;
    }

    private Part last() {
        return parts.get(parts.size() - 1);
    }

    void force() {
        List<Part> all = parts;
        all.forEach(part -> part.file().force());
    }

    @Override
    public void close() {
        parts.forEach(part -> part.file().close());
        deleted.forEach(part -> part.file().close());
    }
}
