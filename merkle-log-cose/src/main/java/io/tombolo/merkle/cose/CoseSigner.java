package io.tombolo.merkle.cose;

import java.security.PrivateKey;

/** Signs receipts with one key, wherever that key lives. */
public interface CoseSigner {
    CoseAlgorithm algorithm();

    /** The key id that goes into the header parameter {@code kid}: a hint for the reader, not an identity. */
    byte[] keyId();

    /** Signs the encoded Sig_structure (RFC 9052, section 4.4). */
    byte[] sign(byte[] toBeSigned);

    /** A signer with a key of the JDK's kind. */
    static CoseSigner of(CoseAlgorithm algorithm, PrivateKey key, byte[] keyId) {
        byte[] kid = keyId.clone();
        return new CoseSigner() {
            @Override
            public CoseAlgorithm algorithm() {
                return algorithm;
            }

            @Override
            public byte[] keyId() {
                return kid.clone();
            }

            @Override
            public byte[] sign(byte[] toBeSigned) {
                return algorithm.sign(key, toBeSigned);
            }
        };
    }
}
