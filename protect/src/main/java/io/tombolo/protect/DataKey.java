package io.tombolo.protect;

/** The key of what one dataset holds of one subject for one group: 32 bytes, from which every field of every record has its own. */
public final class DataKey {

    /** Length, in bytes. */
    public static final int LENGTH = 32;

    private final DataKeyId id;
    private final byte[] secret;

    /** Takes a copy of 32 bytes. */
    public DataKey(DataKeyId id, byte[] secret) {
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException("data key " + id + ": " + secret.length + " bytes, must be " + LENGTH);
        }
        this.id = id;
        this.secret = secret.clone();
    }

    public DataKeyId id() {
        return id;
    }

    /** A copy of the 32 bytes, for a reader who may have them. */
    public byte[] toBytes() {
        return secret.clone();
    }

    /** Not to be written to. */
    byte[] secret() {
        return secret;
    }

    /** The id alone: a key is never shown. */
    @Override
    public String toString() {
        return "data key " + id;
    }
}
