package io.tombolo.provenance.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows at its end, read at any position meanwhile. One writer; any number of readers, who stay below a length
 * that the writer has announced to them.
 */
final class AppendFile implements AutoCloseable {
    /** A file below this is read: a mapping takes whole pages, and the system's list of mappings ends. */
    private static final long LEAST_MAPPED = 1L << 16;

    /** Bytes of the file that one mapping covers at most; 64 MiB. */
    private static final long MAPPED = 1L << 26;

    private final Path path;
    /** Null until it is needed. */
    private volatile @Nullable FileChannel opened;

    /** Mappings of the file, by their place; each is replaced as the file grows, and goes when no answer holds it. */
    private final Map<Long, MappedByteBuffer> mappings = new ConcurrentHashMap<>();

    private long length;
    private boolean dirty;

    private AppendFile(Path path, @Nullable FileChannel opened, long length) {
        this.path = path;
        this.opened = opened;
        this.length = length;
    }

    /** Opens the file at a length that is known to be on disk; whatever follows was never committed and is cut off. */
    static AppendFile open(Path path, long committedLength) {
        try {
            FileChannel channel = channel(path);
            long found = channel.size();
            if (found < committedLength) {
                channel.close();
                throw new DamagedStoreException(
                        "%s: %d bytes, but %d were committed".formatted(path, found, committedLength));
            }
            channel.truncate(committedLength);
            return new AppendFile(path, channel, committedLength);
        } catch (IOException broken) {
            throw new UncheckedIOException(path.toString(), broken);
        }
    }

    /** As {@link #open}, but a file that is empty is neither there nor open: most logs never write to some of theirs. */
    static AppendFile whenNeeded(Path path, long committedLength) {
        if (committedLength > 0) {
            return open(path, committedLength);
        }
        try {
            Files.deleteIfExists(path);
            return new AppendFile(path, null, 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(path.toString(), broken);
        }
    }

    private static FileChannel channel(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** By the writer only, or where there is something to read. */
    private FileChannel channel() throws IOException {
        FileChannel known = opened;
        if (known == null) {
            known = channel(path);
            opened = known;
        }
        return known;
    }

    long length() {
        return length;
    }

    /** Writes the buffer's remaining bytes at the end; they are on disk only after {@link #force}. */
    void append(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                length += channel().write(bytes, length);
                dirty = true;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(path.toString(), broken);
        }
    }

    void append(byte[] bytes) {
        append(ByteBuffer.wrap(bytes));
    }

    void truncate(long newLength) {
        try {
            channel().truncate(newLength);
            length = newLength;
            dirty = true;
        } catch (IOException broken) {
            throw new UncheckedIOException(path.toString(), broken);
        }
    }

    void force() {
        if (!dirty) {
            return;
        }
        try {
            channel().force(false);
            dirty = false;
        } catch (IOException broken) {
            throw new UncheckedIOException(path.toString(), broken);
        }
    }

    /** Exactly {@code count} bytes from {@code position}. */
    byte[] read(long position, int count) {
        ByteBuffer into = ByteBuffer.allocate(count);
        readFully(position, into);
        return into.array();
    }

    /**
     * The same for a reader that sends them: a part of the mapped file where there is a mapping, which takes no memory of the heap
     * however long it is held; a copy otherwise. What readers may ask for is never cut off.
     */
    ByteBuffer slice(long position, int count) {
        long place = position / MAPPED;
        int from = (int) (position % MAPPED);
        MappedByteBuffer mapping = mappings.get(place);
        if (mapping == null || mapping.capacity() < from + count) {
            mapping = mapped(place, mapping, from + count);
        }
        return mapping == null ? ByteBuffer.wrap(read(position, count)) : mapping.slice(from, count);
    }

    /** Null where it would be replaced before long, because the file has not doubled yet, and where the system maps no more. */
    private @Nullable MappedByteBuffer mapped(long place, @Nullable MappedByteBuffer before, int needed) {
        try {
            long bytes = Math.min(MAPPED, channel().size() - place * MAPPED);
            boolean pays = bytes == MAPPED || bytes >= 2L * (before == null ? LEAST_MAPPED / 2 : before.capacity());
            if (!pays || bytes < needed) {
                return null;
            }
            MappedByteBuffer mapping = channel().map(MapMode.READ_ONLY, place * MAPPED, bytes);
            mappings.put(place, mapping);
            return mapping;
        } catch (IOException | OutOfMemoryError full) {
            return null;
        }
    }

    long readLong(long position) {
        ByteBuffer into = ByteBuffer.allocate(Long.BYTES);
        readFully(position, into);
        return into.getLong(0);
    }

    private void readFully(long position, ByteBuffer into) {
        try {
            long at = position;
            while (into.hasRemaining()) {
                int read = channel().read(into, at);
                if (read < 0) {
                    throw new EOFException("%s: wanted %d more bytes at %d".formatted(path, into.remaining(), at));
                }
                at += read;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(path.toString(), broken);
        }
    }

    @Override
    public void close() {
        FileChannel known = opened;
        if (known == null) {
            return;
        }
        try {
            known.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(path.toString(), broken);
        }
    }
}
