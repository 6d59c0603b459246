package io.tombolo.verification.json;

import java.util.Arrays;
import java.util.Base64;

/** Immutable bytes of any length. */
public final class Bytes {
    private final byte[] bytes;

    private Bytes(byte[] owned) {
        this.bytes = owned;
    }

    /** A copy. */
    public static Bytes of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Their number only: they may be a payload or a salt. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
