package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Signer;
import org.hyperledger.fabric.client.identity.Signers;

/**
 * Who we are on the channel.
 *
 * @param mspId the membership service id
 * @param signer signs SHA-256 digests; the key may live wherever it likes
 */
public record FabricIdentity(String mspId, X509Certificate certificate, Signer signer) {

    /** From an X.509 certificate and a PKCS#8 key, both PEM. */
    public static FabricIdentity ofPem(String mspId, String certificatePem, String privateKeyPem) {
        try {
            return new FabricIdentity(
                    mspId,
                    Identities.readX509Certificate(new StringReader(certificatePem)),
                    Signers.newPrivateKeySigner(Identities.readPrivateKey(new StringReader(privateKeyPem))));
        } catch (CertificateException | InvalidKeyException | IOException e) {
            throw new IllegalArgumentException("identity of " + mspId + ": " + e.getMessage(), e);
        }
    }

    /** From Fabric's usual folder: one certificate in {@code signcerts}, its key in {@code keystore}. */
    public static FabricIdentity ofMspFolder(String mspId, Path folder) {
        try {
            return ofPem(
                    mspId,
                    Files.readString(onlyFile(folder.resolve("signcerts")), US_ASCII),
                    Files.readString(onlyFile(folder.resolve("keystore")), US_ASCII));
        } catch (IOException e) {
            throw new IllegalArgumentException("identity of " + mspId + " in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** From a PKCS#12 file that holds one key with its certificate. */
    public static FabricIdentity ofPkcs12(String mspId, Path file, char[] password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : java.util.Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key
                        && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    return new FabricIdentity(mspId, certificate, Signers.newPrivateKeySigner(key));
                }
            }
            throw new IllegalArgumentException("identity of " + mspId + ": no key with a certificate in " + file);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("identity of " + mspId + " in " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * From a token that holds the key and its certificate under one label; the key never leaves it.
     *
     * @param pin the token's user PIN
     * @throws IllegalArgumentException when the token can't be opened or holds no such key with its certificate
     */
    public static FabricIdentity ofToken(String mspId, Pkcs11Token token, String label, char[] pin) {
        return token.identity(mspId, label, pin);
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            if (found.size() != 1) {
                throw new IOException(folder + " holds " + found.size() + " files, must be 1");
            }
            return found.get(0);
        }
    }
}
