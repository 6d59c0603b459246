package io.tombolo.ledger.fabric;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.ecdsa.EcdsaSignature;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import org.hyperledger.fabric.client.identity.Signer;

/**
 * Signs digests with a key that stays in its token. The token signs the digest as it is (raw ECDSA); of the two signatures that
 * verify, Fabric takes the one with the smaller s, and tokens make either.
 */
final class TokenSigner implements Signer {
    private static final int DIGEST_BYTES = 32;

    private final Provider provider;
    private final PrivateKey key;
    private final BigInteger order;

    /** @param certified the public key, whose curve the private one can't be asked for */
    TokenSigner(Provider provider, PrivateKey key, ECPublicKey certified) {
        this.provider = provider;
        this.key = key;
        this.order = certified.getParams().getOrder();
    }

    @Override
    public byte[] sign(byte[] digest) throws GeneralSecurityException {
        if (digest.length != DIGEST_BYTES) {
            throw new SignatureException("digest of " + digest.length + " bytes, must be " + DIGEST_BYTES);
        }
        try {
            Signature signature = Signature.getInstance("NONEwithECDSA", provider);
            signature.initSign(key);
            signature.update(digest);
            return lowS(signature.sign(), order);
        } catch (ProviderException e) {
            throw new SignatureException("token " + provider.getName() + " does not sign: " + e.getMessage(), e);
        }
    }

    /** The same signature with the smaller s, DER. */
    static byte[] lowS(byte[] der, BigInteger order) throws SignatureException {
        try {
            return EcdsaSignature.decode(der, order).lowS().encode();
        } catch (MalformedException e) {
            throw new SignatureException("token made no ECDSA signature: " + e.getMessage(), e);
        }
    }
}
