package io.tombolo.connectors.folder;

import io.tombolo.merkle.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 of what is in files, in hexadecimal. */
public final class ContentHash {

    /**
     * The hashes of one file, both found in one reading.
     *
     * @param start of its first bytes, as many as were asked for; of fewer when it has fewer
     * @param whole of its first {@code size} bytes
     */
    record Hashes(String start, String whole) {}

    private ContentHash() {}

    /** The hash of all that a file has. */
    public static String of(Path file) throws IOException {
        return of(file, 0, Files.size(file)).whole();
    }

    /**
     * The hash of a file's first {@code size} bytes, and that of its first {@code start}.
     *
     * @throws IOException when the file has fewer bytes than {@code size}
     */
    static Hashes of(Path file, long start, long size) throws IOException {
        MessageDigest digest = Hash.sha256();
        String startHash = start == 0 ? hex(digest) : "";
        byte[] chunk = new byte[1 << 18];
        long at = 0;
        try (InputStream in = Files.newInputStream(file)) {
            while (at < size) {
                long stop = at < start && start < size ? start : size;
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, stop - at));
                if (read < 0) {
                    throw new IOException(file + ": ends at byte " + at + ", expected " + size);
                }
                digest.update(chunk, 0, read);
                at += read;
                if (at == start) {
                    startHash = hex(digest);
                }
            }
        }
        String whole = hex(digest);
        return new Hashes(startHash.isEmpty() ? whole : startHash, whole);
    }

    private static String hex(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 can be cloned", e);
        }
    }
}
