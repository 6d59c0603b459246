package io.tombolo.connectors.folder;

import io.tombolo.merkle.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A running SHA-256 over the file from its first byte on, so that a file that changed behind our back is noticed. */
final class Fingerprint {

    private final MessageDigest digest = Hash.sha256();
    private final ByteBuffer chunk = ByteBuffer.allocate(1 << 18);
    private long upTo;

    /** Takes in the bytes up to {@code position} and returns the hash of all of them, in hexadecimal. */
    String advance(FileChannel file, long position) throws IOException {
        while (upTo < position) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), position - upTo));
            int read = file.read(chunk, upTo);
            if (read <= 0) {
                throw new IOException("ends at byte " + upTo + ", expected " + position);
            }
            digest.update(chunk.flip());
            upTo += read;
        }
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 can be cloned", e);
        }
    }
}
