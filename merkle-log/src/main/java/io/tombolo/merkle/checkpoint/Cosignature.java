package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.Ed25519;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.VerifierKey;
import io.tombolo.merkle.text.StrictText;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;

/**
 * A witness's statement, with its time, that a checkpoint is the largest consistent one it has seen of that log: C2SP
 * tlog-cosignature with Ed25519 (signature type 0x04). The ML-DSA-44 type is ignored, as an unknown key's signature is: Java 17
 * cannot check it.
 */
public final class Cosignature {
    static final int TIMESTAMP = Long.BYTES;
    static final int ED25519 = 64;

    private Cosignature() {}

    /** Verifies cosignatures of the witness whose Ed25519 key has these 32 bytes. */
    public static NoteVerifier verifier(String name, byte[] rawKey) {
        return of(new VerifierKey(name, VerifierKey.ED25519_COSIGNATURE, rawKey));
    }

    /** As {@link #verifier(String, byte[])}, from a vkey string of type 0x04. */
    public static NoteVerifier verifier(String vkey) {
        VerifierKey key = VerifierKey.parse(vkey);
        if (key.type() != VerifierKey.ED25519_COSIGNATURE) {
            throw new MalformedException("verifier key " + StrictText.shown(vkey) + ": type " + key.type()
                    + ", must be 4 (Ed25519 cosignature)");
        }
        return of(key);
    }

    /** When a cosignature says it was made; to be read only after it was verified. */
    public static Instant time(NoteSignature cosignature) {
        byte[] bytes = cosignature.signature();
        if (bytes.length != TIMESTAMP + ED25519) {
            throw new MalformedException("cosignature of " + bytes.length + " bytes, must be " + (TIMESTAMP + ED25519));
        }
        long seconds = ByteBuffer.wrap(bytes).getLong();
        if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
            throw new MalformedException("cosignature at " + Long.toUnsignedString(seconds) + " s: no such time");
        }
        return Instant.ofEpochSecond(seconds);
    }

    private static NoteVerifier of(VerifierKey key) {
        return new Verifier(key.name(), key.keyId(), key.toString(), Ed25519.publicKey(key.material()));
    }

    static byte[] message(long seconds, byte[] text) {
        byte[] header = StrictText.utf8("cosignature/v1\ntime " + seconds + "\n");
        return ByteBuffer.allocate(header.length + text.length)
                .put(header)
                .put(text)
                .array();
    }

    private record Verifier(String name, int keyId, String vkey, PublicKey key) implements NoteVerifier {
        @Override
        public boolean verify(byte[] text, byte[] signature) {
            if (signature.length != TIMESTAMP + ED25519) {
                return false;
            }
            long seconds = ByteBuffer.wrap(signature).getLong();
            return seconds > 0
                    && isCheckpoint(text)
                    && Ed25519.verify(
                            key, message(seconds, text), Arrays.copyOfRange(signature, TIMESTAMP, signature.length));
        }

        private static boolean isCheckpoint(byte[] text) {
            try {
                Checkpoint.parse(StrictText.utf8(text));
                return true;
            } catch (MalformedException e) {
                return false;
            }
        }
    }
}
