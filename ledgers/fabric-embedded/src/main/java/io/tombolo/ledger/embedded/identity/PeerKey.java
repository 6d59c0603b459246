package io.tombolo.ledger.embedded.identity;

import com.google.protobuf.ByteString;
import io.tombolo.merkle.ecdsa.EcdsaSignature;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/**
 * One member's peer: it signs as Fabric's peers do, ECDSA P-256 over SHA-256 with the smaller of the two possible s.
 *
 * @param identity the serialised identity that goes with each signature
 */
public record PeerKey(String mspId, ByteString identity, PrivateKey key) {
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    public ByteString sign(ByteString... parts) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            for (ByteString part : parts) {
                signature.update(part.asReadOnlyByteBuffer());
            }
            return ByteString.copyFrom(
                    EcdsaSignature.decode(signature.sign(), ORDER).lowS().encode());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("peer of " + mspId + " can't sign", e);
        }
    }

    @Override
    public String toString() {
        return "PeerKey[" + mspId + "]";
    }
}
