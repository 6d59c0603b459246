package io.tombolo.ledger.embedded.identity;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/**
 * One member's peer: it signs as Fabric's peers do, ECDSA P-256 over SHA-256 with the smaller of the two possible s.
 *
 * @param identity the serialised identity that goes with each signature
 */
public record PeerKey(String mspId, ByteString identity, PrivateKey key) {
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    public ByteString sign(ByteString... parts) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            for (ByteString part : parts) {
                signature.update(part.asReadOnlyByteBuffer());
            }
            return ByteString.copyFrom(lowS(signature.sign()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("peer of " + mspId + " can't sign", e);
        }
    }

    /** Whether it is the one of the two signatures that verify which Fabric takes. */
    static boolean isLowS(byte[] der) {
        try {
            BigInteger s = ASN1Integer.getInstance(ASN1Sequence.getInstance(der).getObjectAt(1))
                    .getValue();
            return s.signum() > 0 && s.compareTo(HALF_ORDER) <= 0;
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private static byte[] lowS(byte[] der) throws IOException {
        ASN1Sequence sequence = ASN1Sequence.getInstance(der);
        BigInteger s = ASN1Integer.getInstance(sequence.getObjectAt(1)).getValue();
        if (s.compareTo(HALF_ORDER) <= 0) {
            return der;
        }
        ASN1Integer[] parts = {ASN1Integer.getInstance(sequence.getObjectAt(0)), new ASN1Integer(ORDER.subtract(s))};
        return new DERSequence(parts).getEncoded();
    }

    @Override
    public String toString() {
        return "PeerKey[" + mspId + "]";
    }
}
