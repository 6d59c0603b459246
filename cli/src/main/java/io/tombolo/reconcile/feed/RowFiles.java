package io.tombolo.reconcile.feed;

import io.tombolo.reconcile.ReconcileException;
import io.tombolo.reconcile.source.RowHash;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows in one file for each first byte of a key's hash: writing appends, and reading sorts one file at a time in memory, so that of the
 * rows about one in {@value #COUNT} is in memory. A file that is mostly rows of before is written again. One thread.
 */
final class RowFiles implements AutoCloseable {
    /** How many files there are. */
    static final int COUNT = 256;

    private static final int BUFFER = 16 << 10;
    private static final int DELETED = -1;

    private final Path folder;
    private final long rewrittenFrom;
    private final @Nullable DataOutputStream[] out = new DataOutputStream[COUNT];
    private final long[] bytes = new long[COUNT];
    private final long[] needed = new long[COUNT];

    /** @param rewrittenFrom bytes that a file may have in vain */
    RowFiles(Path folder, long rewrittenFrom) {
        this.folder = folder;
        this.rewrittenFrom = rewrittenFrom;
    }

    /** Null deletes. */
    void put(RowHash key, byte @Nullable [] row) {
        int file = key.bytes()[0] & 0xff;
        try {
            DataOutputStream to = out[file];
            if (to == null) {
                to = open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                out[file] = to;
            }
            bytes[file] += write(to, key.bytes(), row);
            if (bytes[file] > 2 * needed[file] + rewrittenFrom) {
                rewrite(file);
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The rows of one file in the order of their keys' hashes; what is in the files before is smaller. */
    NavigableMap<byte[], byte[]> read(int file) {
        NavigableMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
        DataOutputStream written = out[file];
        if (written == null) {
            return rows;
        }
        try {
            written.flush();
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(path(file)), 4 * BUFFER))) {
                for (long left = bytes[file]; left > 0; ) {
                    byte[] key = in.readNBytes(RowHash.LENGTH);
                    int length = in.readInt();
                    left -= RowHash.LENGTH + Integer.BYTES;
                    if (length == DELETED) {
                        rows.remove(key);
                    } else {
                        byte[] row = new byte[length];
                        in.readFully(row);
                        rows.put(key, row);
                        left -= length;
                    }
                }
            }
            return rows;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void rewrite(int file) throws IOException {
        Map<byte[], byte[]> rows = read(file);
        close(file);
        DataOutputStream to = open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        out[file] = to;
        bytes[file] = 0;
        for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
            bytes[file] += write(to, row.getKey(), row.getValue());
        }
        needed[file] = bytes[file];
    }

    private static long write(DataOutputStream to, byte[] key, byte @Nullable [] row) throws IOException {
        to.write(key);
        to.writeInt(row == null ? DELETED : row.length);
        if (row != null) {
            to.write(row);
        }
        return (long) RowHash.LENGTH + Integer.BYTES + (row == null ? 0 : row.length);
    }

    private DataOutputStream open(int file, StandardOpenOption... how) throws IOException {
        OutputStream to = Files.newOutputStream(path(file), how);
        return new DataOutputStream(new BufferedOutputStream(to, BUFFER));
    }

    private Path path(int file) {
        return folder.resolve(file + ".rows");
    }

    private void close(int file) throws IOException {
        DataOutputStream to = out[file];
        if (to != null) {
            out[file] = null;
            to.close();
        }
    }

    private ReconcileException broken(IOException e) {
        return new ReconcileException("the feed's rows can't be kept in " + folder + ": " + e.getMessage(), e);
    }

    /** Deletes all files and the folder. */
    @Override
    public void close() {
        for (int file = 0; file < COUNT; file++) {
            try {
                close(file);
            } catch (IOException full) {
                // What it could not write is deleted in any case.
                out[file] = null;
            }
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new ReconcileException(folder + ": can't be deleted: " + e.getMessage(), e);
        }
    }
}
