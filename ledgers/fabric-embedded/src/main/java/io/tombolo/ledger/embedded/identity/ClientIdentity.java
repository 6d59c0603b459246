package io.tombolo.ledger.embedded.identity;

/**
 * An organisation's credentials on the embedded ledger.
 *
 * @param mspId the membership service id; here the organisation's domain
 * @param certificatePem X.509, PEM
 * @param privateKeyPem PKCS#8, PEM; never to be logged
 */
public record ClientIdentity(String mspId, String certificatePem, String privateKeyPem) {
    @Override
    public String toString() {
        return "ClientIdentity[mspId=" + mspId + ", privateKeyPem=****]";
    }
}
