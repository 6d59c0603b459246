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
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table that its feed leaves, on disk in the order of their keys' hashes, so that memory hardly grows with the table.
 * One thread; deleted when it is closed.
 */
public final class FeedState implements AutoCloseable {
    private static final long REWRITTEN_FROM = 16L << 20;

    private final RowFiles files;
    private long truncatedAt = Long.MIN_VALUE;

    FeedState(RowFiles files) {
        this.files = files;
    }

    /** An empty one in a temporary folder that only this user can read. */
    public static FeedState open() {
        try {
            Path folder = Files.createTempDirectory(
                    "tombolo-reconcile",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return new FeedState(new RowFiles(folder, REWRITTEN_FROM));
        } catch (IOException e) {
            throw new ReconcileException("the feed's rows can't be kept on disk: " + e.getMessage(), e);
        }
    }

    void put(RowHash key, StoredRow row) {
        files.put(key, row.toBytes());
    }

    void delete(RowHash key) {
        files.put(key, null);
    }

    /** All rows are gone whose last event is before this place: a truncation comes in one partition, its rows in any. */
    void truncate(long order) {
        truncatedAt = Math.max(truncatedAt, order);
    }

    /** The rows in chunks, and the digest over all of them. */
    public Summary summary() {
        Chunks chunks = new Chunks();
        MessageDigest digest = Hash.sha256();
        Rows all = rows();
        for (Row row = all.next(); row != null; row = all.next()) {
            RowHash hash = row.stored().hash();
            chunks.add(row.key().chunk(), 1, hash.high(), hash.low());
            digest.update(row.key().bytes());
            digest.update(hash.bytes());
            digest.update(row.stored().salt());
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
        return new Rows();
    }

    /** The rows one by one, in the order of their keys' hashes. */
    final class Rows {
        private int file;
        private Iterator<Map.Entry<byte[], byte[]>> at = Collections.emptyIterator();

        private Rows() {}

        /** Null at the end. */
        @Nullable Row next() {
            while (at.hasNext() || file < RowFiles.COUNT) {
                if (!at.hasNext()) {
                    at = files.read(file++).entrySet().iterator();
                    continue;
                }
                Map.Entry<byte[], byte[]> next = at.next();
                Row row = new Row(new RowHash(next.getKey()), StoredRow.of(next.getValue()));
                if (row.stored().order() >= truncatedAt) {
                    return row;
                }
            }
            return null;
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
