package io.tombolo.ledger.fabric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#11 token (a hardware security module, or SoftHSM) that holds a private key and its certificate under one label.
 *
 * @param library the token's PKCS#11 library, as {@code /usr/lib/softhsm/libsofthsm2.so}
 * @param slotIndex which of the library's slots, counted from 0
 */
public record Pkcs11Token(Path library, int slotIndex) {
    private static final String PROVIDER = "SunPKCS11";

    public Pkcs11Token {
        if (slotIndex < 0) {
            throw new IllegalArgumentException("slot index " + slotIndex + ", at least 0");
        }
        if (!Files.isReadable(library)) {
            throw new IllegalArgumentException("PKCS#11 library " + library + " can't be read");
        }
    }

    /**
     * Signs in and takes the key of that label.
     *
     * @param pin the user's PIN; the token keeps the session open as long as this process lives
     * @throws IllegalArgumentException when the token can't be opened or holds no such key with its certificate
     */
    FabricIdentity identity(String mspId, String label, char[] pin) {
        Provider provider = provider();
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin);
            if (!(store.getKey(label, null) instanceof PrivateKey key)
                    || !(store.getCertificate(label) instanceof X509Certificate certificate)) {
                throw new IllegalArgumentException("token " + this + ": no private key with its certificate under '"
                        + label + "', found " + Collections.list(store.aliases()));
            }
            if (!(certificate.getPublicKey() instanceof ECPublicKey certified)) {
                throw new IllegalArgumentException("token " + this + ": '" + label + "' is a key for "
                        + certificate.getPublicKey().getAlgorithm() + ", must be EC");
            }
            return new FabricIdentity(mspId, certificate, new TokenSigner(provider, key, certified));
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            throw new IllegalArgumentException("token " + this + ": " + reason(e), e);
        }
    }

    private Provider provider() {
        Provider provider = Security.getProvider(PROVIDER);
        if (provider == null) {
            throw new IllegalArgumentException("this Java has no " + PROVIDER + " (module jdk.crypto.cryptoki)");
        }
        try {
            // "--" says that this is the configuration itself, not the name of a file.
            return provider.configure(
                    "--name=tombolo-" + slotIndex + "\nlibrary=\"" + library + "\"\nslotListIndex=" + slotIndex + "\n");
        } catch (InvalidParameterException | ProviderException e) {
            throw new IllegalArgumentException("token " + this + " can't be opened: " + reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        @Nullable Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + " (" + cause.getMessage() + ")";
    }

    @Override
    public String toString() {
        return library + " slot " + slotIndex;
    }
}
