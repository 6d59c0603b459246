package io.tombolo.protect;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;

/** A key management service in this JVM, which takes as little at once as real ones do. */
public final class FakeKms implements KmsClient {
    static final String URI = "fake-kms://one";
    static final int MOST = 4096;

    @Override
    public boolean doesSupport(String uri) {
        return uri.startsWith("fake-kms://");
    }

    @Override
    public KmsClient withCredentials(String path) {
        return this;
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    @Override
    public Aead getAead(String uri) throws GeneralSecurityException {
        Aead key = new AesGcmJce(uri.repeat(16).substring(0, 16).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return new Aead() {
            @Override
            public byte[] encrypt(byte[] plaintext, byte[] context) throws GeneralSecurityException {
                if (plaintext.length > MOST) {
                    throw new GeneralSecurityException(plaintext.length + " bytes, limit " + MOST);
                }
                return key.encrypt(plaintext, context);
            }

            @Override
            public byte[] decrypt(byte[] ciphertext, byte[] context) throws GeneralSecurityException {
                return key.decrypt(ciphertext, context);
            }
        };
    }
}
