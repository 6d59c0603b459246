package io.tombolo.protect;

import java.security.MessageDigest;

/**
 * The key of one field of one record, 32 bytes: it opens that field and nothing else, so it is what is given away to disclose it. Made
 * by {@link FieldCipher}, or read from a file.
 */
public final class FieldKey {

    /** Length, in bytes. */
    public static final int LENGTH = 32;

    private final byte[] secret;

    private FieldKey(byte[] secret) {
        this.secret = secret;
    }

    /** Takes a copy of 32 bytes. */
    public static FieldKey of(byte[] secret) {
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException("field key: " + secret.length + " bytes, must be " + LENGTH);
        }
        return new FieldKey(secret.clone());
    }

    /** A copy of the 32 bytes, to disclose the field. */
    public byte[] toBytes() {
        return secret.clone();
    }

    /** Not to be written to. */
    byte[] secret() {
        return secret;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldKey key && MessageDigest.isEqual(secret, key.secret);
    }

    @Override
    public int hashCode() {
        return FieldKey.class.hashCode();
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "field key";
    }
}
