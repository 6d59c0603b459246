package io.tombolo.cli;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** A key management service on the class path of the tests' servers, in place of a real one's client. */
public final class FakeKms implements KmsClient {
    static final String URI = "fake-kms://one";

    @Override
    public boolean doesSupport(String uri) {
        return uri.equals(URI);
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
        return new AesGcmJce("a key of 16 byte".getBytes(StandardCharsets.US_ASCII));
    }
}
