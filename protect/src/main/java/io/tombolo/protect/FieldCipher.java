package io.tombolo.protect;

import io.tombolo.schemas.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens protected values.
 *
 * <ul>
 *   <li>Field key = HKDF-SHA256 of the data key, with the record's salt, for a {@link FieldPlace}.
 *   <li>The key that encrypts (AES-256-GCM) is HMAC-SHA256(field key, "encrypt"). Its nonce is zeros: a field key seals one value, since the
 *       salt is fresh for every record and a place is used once in a record.
 *   <li>The commitment is HMAC-SHA256(field key, "commit"). AES-GCM alone lets somebody make one ciphertext that opens under two keys; with
 *       the commitment one key can be right.
 * </ul>
 *
 * <p>Not thread-safe: one a thread.
 */
public final class FieldCipher {

    /** What came of opening a protected value with a key. */
    public sealed interface Opening {}

    /**
     * It opened.
     *
     * @param plaintext the Avro encoding of what was protected
     */
    @SuppressWarnings("ArrayRecordComponent") // used once, and never compared
    public record Opened(byte[] plaintext) implements Opening {}

    /** It did not, and there is nothing to see. */
    public enum Refused implements Opening {
        /** The value commits to another key: another field's, another record's, or the commitment was altered. */
        ANOTHER_KEY,
        /** The value commits to this key, but its ciphertext or tag was altered or cut. */
        ALTERED
    }

    private static final byte[] ENCRYPT = "encrypt".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMIT = "commit".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLOCK_1 = {1};
    private static final GCMParameterSpec NONCE =
            new GCMParameterSpec(ProtectedValue.TAG_LENGTH * Byte.SIZE, new byte[12]);

    private final Mac hmac;
    private final Cipher gcm;
    private @Nullable DataKey lastKey;
    private byte[] lastSalt = {};
    private byte[] lastExtract = {};

    public FieldCipher() {
        try {
            this.hmac = Mac.getInstance("HmacSHA256");
            this.gcm = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256 and AES-GCM", e);
        }
    }

    /**
     * The key of one field of one record.
     *
     * @param salt the record's, 16 bytes
     */
    public FieldKey key(DataKey key, byte[] salt, FieldPlace place) {
        return key(key, salt, place.info());
    }

    /** @param info as {@link FieldPlace#info} makes it, kept by a reader who opens many records */
    FieldKey key(DataKey key, byte[] salt, byte[] info) {
        if (salt.length != Topics.SALT_LENGTH) {
            throw new IllegalArgumentException("salt: " + salt.length + " bytes, must be " + Topics.SALT_LENGTH);
        }
        // RFC 5869: extract, and the first block of expand, which is all of a key of 32 bytes.
        init(extracted(key, salt));
        hmac.update(info);
        return FieldKey.of(hmac.doFinal(BLOCK_1));
    }

    /** The fields of one record and one group have it in common. */
    private byte[] extracted(DataKey key, byte[] salt) {
        if (key != lastKey || !Arrays.equals(salt, lastSalt)) {
            init(salt);
            lastExtract = hmac.doFinal(key.secret());
            lastKey = key;
            lastSalt = salt.clone();
        }
        return lastExtract;
    }

    /**
     * Seals the one value that this key is for.
     *
     * @param id of the data key that the field key was made from
     */
    public ProtectedValue seal(FieldKey key, DataKeyId id, byte[] plaintext) {
        byte[] bytes = new byte[ProtectedValue.OVERHEAD + plaintext.length];
        bytes[0] = ProtectedValue.VERSION;
        id.copyTo(bytes, 1);
        init(key.secret());
        System.arraycopy(hmac.doFinal(COMMIT), 0, bytes, ProtectedValue.COMMITMENT, ProtectedValue.COMMITMENT_LENGTH);
        try {
            gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(hmac.doFinal(ENCRYPT), "AES"), NONCE);
            gcm.doFinal(plaintext, 0, plaintext.length, bytes, ProtectedValue.CIPHERTEXT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM encrypts every plaintext", e);
        }
        return new ProtectedValue(bytes);
    }

    /** Opens a value; it is what was sealed with this key, or a refusal. */
    public Opening open(FieldKey key, ProtectedValue value) {
        byte[] bytes = value.bytes();
        byte[] committed = new byte[ProtectedValue.COMMITMENT_LENGTH];
        System.arraycopy(bytes, ProtectedValue.COMMITMENT, committed, 0, committed.length);
        init(key.secret());
        if (!MessageDigest.isEqual(committed, hmac.doFinal(COMMIT))) {
            return Refused.ANOTHER_KEY;
        }
        try {
            gcm.init(Cipher.DECRYPT_MODE, new SecretKeySpec(hmac.doFinal(ENCRYPT), "AES"), NONCE);
            return new Opened(gcm.doFinal(bytes, ProtectedValue.CIPHERTEXT, bytes.length - ProtectedValue.CIPHERTEXT));
        } catch (AEADBadTagException e) {
            return Refused.ALTERED;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM decrypts, or says that it can't", e);
        }
    }

    private void init(byte[] key) {
        try {
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 takes every key", e);
        }
    }
}
