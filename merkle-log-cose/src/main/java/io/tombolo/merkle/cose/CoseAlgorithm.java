package io.tombolo.merkle.cose;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Optional;

/** The signature algorithms that receipts are read and written with, by their numbers in IANA's COSE registry. */
public enum CoseAlgorithm {
    /** ECDSA over P-256 with SHA-256 (RFC 9053). */
    ES256(-7, "EC", "SHA256withECDSAinP1363Format"),
    /** Ed25519 under the older name that leaves the curve to the key (RFC 9053); what most libraries read. */
    EDDSA(-8, "EdDSA", "Ed25519"),
    /** Ed25519, fully specified (RFC 9864). */
    ED25519(-19, "EdDSA", "Ed25519");

    private final int id;
    private final String keyAlgorithm;
    private final String jcaName;

    CoseAlgorithm(int id, String keyAlgorithm, String jcaName) {
        this.id = id;
        this.keyAlgorithm = keyAlgorithm;
        this.jcaName = jcaName;
    }

    /** The number in the header parameter {@code alg}. */
    public int id() {
        return id;
    }

    static Optional<CoseAlgorithm> of(long id) {
        return Arrays.stream(values()).filter(algorithm -> algorithm.id == id).findFirst();
    }

    byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signature = Signature.getInstance(jcaName);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(this + " signing failed with a key of " + key.getAlgorithm(), e);
        }
    }

    boolean verify(PublicKey key, byte[] message, byte[] bytes) {
        boolean fits = key.getAlgorithm().equals(keyAlgorithm)
                || (key.getAlgorithm().equals("Ed25519") && keyAlgorithm.equals("EdDSA"));
        if (!fits) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(jcaName);
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(bytes);
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 17 has " + jcaName, e);
        }
    }
}
