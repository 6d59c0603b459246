package io.tombolo.protect;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A protected field's bytes: {@code 0x01 | data key id 16 | commitment 32 | ciphertext | tag 16}. */
public final class ProtectedValue {

    static final byte VERSION = 0x01;
    static final int COMMITMENT = 1 + DataKeyId.LENGTH;
    static final int COMMITMENT_LENGTH = 32;
    static final int CIPHERTEXT = COMMITMENT + COMMITMENT_LENGTH;
    static final int TAG_LENGTH = 16;

    /** Bytes that a protected value has more than what it protects. */
    public static final int OVERHEAD = CIPHERTEXT + TAG_LENGTH;

    private final byte[] bytes;

    ProtectedValue(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Empty when the bytes have no such form: too short, or of another version. */
    public static Optional<ProtectedValue> read(byte[] bytes) {
        return bytes.length >= OVERHEAD && bytes[0] == VERSION
                ? Optional.of(new ProtectedValue(bytes.clone()))
                : Optional.empty();
    }

    /** As {@link #read(byte[])}, of what is left in a buffer, which stays as it is. */
    public static Optional<ProtectedValue> read(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes.length >= OVERHEAD && bytes[0] == VERSION
                ? Optional.of(new ProtectedValue(bytes))
                : Optional.empty();
    }

    /** The key that it takes. */
    public DataKeyId keyId() {
        return DataKeyId.of(bytes, 1);
    }

    /** A copy of all bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Not to be written to. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProtectedValue value && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "protected value of " + bytes.length + " bytes, " + keyId();
    }
}
