package io.tombolo.ledger.fabric;

import java.io.IOException;
import java.io.StringReader;
import java.security.InvalidKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
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
}
