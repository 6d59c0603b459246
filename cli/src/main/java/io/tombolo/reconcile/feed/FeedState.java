package io.tombolo.reconcile.feed;

import io.tombolo.merkle.Hash;
import io.tombolo.reconcile.ReconcileException;
import io.tombolo.reconcile.source.Chunks;
import io.tombolo.reconcile.source.RowHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * The rows of one table that its feed leaves, on disk in the order of their keys' hashes, so that memory does not grow with the table.
 * One thread; deleted when it is closed.
 */
public final class FeedState implements AutoCloseable {
    private static final long WRITE_BUFFER = 32L << 20;

    private final Path folder;
    private final Options options;
    private final WriteOptions writes;
    private final RocksDB rows;
    private long truncatedAt = Long.MIN_VALUE;

    private FeedState(Path folder, Options options, RocksDB rows) {
        this.folder = folder;
        this.options = options;
        this.rows = rows;
        // It is made again from the log, never recovered.
        this.writes = new WriteOptions().setDisableWAL(true);
    }

    /** An empty one in a temporary folder that only this user can read. */
    public static FeedState open() {
        RocksDB.loadLibrary();
        Options options = new Options().setCreateIfMissing(true).setWriteBufferSize(WRITE_BUFFER);
        try {
            Path folder = Files.createTempDirectory(
                    "tombolo-reconcile",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return new FeedState(folder, options, RocksDB.open(options, folder.toString()));
        } catch (IOException | RocksDBException e) {
            options.close();
            throw new ReconcileException("the feed's rows can't be kept on disk: " + e.getMessage(), e);
        }
    }

    void put(RowHash key, StoredRow row) {
        try {
            rows.put(writes, key.bytes(), row.toBytes());
        } catch (RocksDBException e) {
            throw broken(e);
        }
    }

    void delete(RowHash key) {
        try {
            rows.delete(writes, key.bytes());
        } catch (RocksDBException e) {
            throw broken(e);
        }
    }

    /** All rows are gone whose last event is before this place: a truncation comes in one partition, its rows in any. */
    void truncate(long order) {
        truncatedAt = Math.max(truncatedAt, order);
    }

    /** The rows in chunks, and the digest over all of them. */
    public Summary summary() {
        Chunks chunks = new Chunks();
        MessageDigest digest = Hash.sha256();
        try (Rows all = rows()) {
            for (Row row = all.next(); row != null; row = all.next()) {
                RowHash hash = row.stored().hash();
                chunks.add(row.key().chunk(), 1, hash.high(), hash.low());
                digest.update(row.key().bytes());
                digest.update(hash.bytes());
                digest.update(row.stored().salt());
            }
        }
        return new Summary(chunks, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * All rows together.
     *
     * @param digest SHA-256 over each row's key hash, hash and salt in the order of key hashes, hexadecimal
     */
    public record Summary(Chunks chunks, String digest) {}

    /** A row under the hash of its key. */
    record Row(RowHash key, StoredRow stored) {}

    Rows rows() {
        return new Rows(rows.newIterator());
    }

    /** The rows one by one, in the order of their keys' hashes. */
    final class Rows implements AutoCloseable {
        private final RocksIterator at;

        private Rows(RocksIterator at) {
            this.at = at;
            at.seekToFirst();
        }

        /** Null at the end. */
        @Nullable Row next() {
            while (at.isValid()) {
                Row row = new Row(new RowHash(at.key()), StoredRow.of(at.value()));
                at.next();
                if (row.stored().order() >= truncatedAt) {
                    return row;
                }
            }
            return null;
        }

        @Override
        public void close() {
            at.close();
        }
    }

    private ReconcileException broken(RocksDBException e) {
        return new ReconcileException("the feed's rows can't be kept in " + folder + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        rows.close();
        writes.close();
        options.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new ReconcileException(folder + ": can't be deleted: " + e.getMessage(), e);
        }
    }
}
