package io.tombolo.merkle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** 32 bytes that a tree's hash function made; immutable. */
public final class Hash implements Comparable<Hash> {
    /** Length of a hash, in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Hash(byte[] owned) {
        this.bytes = owned;
    }

    /** A new SHA-256, for what is not a leaf or a node. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A copy of exactly 32 bytes. */
    public static Hash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new MalformedException("hash: " + bytes.length + " bytes, must be " + LENGTH);
        }
        return new Hash(bytes.clone());
    }

    /** A copy of the 32 bytes that start at {@code offset}. */
    public static Hash of(byte[] bytes, int offset) {
        if (offset < 0 || bytes.length - offset < LENGTH) {
            throw new MalformedException("hash at " + offset + " of " + bytes.length + " bytes: must be " + LENGTH);
        }
        return new Hash(Arrays.copyOfRange(bytes, offset, offset + LENGTH));
    }

    /** From 64 hex digits. */
    public static Hash parseHex(String hex) {
        try {
            return of(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("hash: not hex: " + e.getMessage());
        }
    }

    /** From 44 characters of standard base64 (RFC 4648, section 4), padding included, in its only canonical spelling. */
    public static Hash parseBase64(String base64) {
        if (base64.length() != 44) {
            throw new MalformedException("hash: " + base64.length() + " characters of base64, must be 44");
        }
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("hash: not base64 (RFC 4648, section 4, with padding)");
        }
        Hash hash = of(decoded);
        if (!hash.base64().equals(base64)) {
            throw new MalformedException("hash: not the canonical base64 of its bytes");
        }
        return hash;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Writes the 32 bytes into {@code target} from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    byte[] unsafeBytes() {
        return bytes;
    }

    @Override
    public int compareTo(Hash other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
