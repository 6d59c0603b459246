package io.tombolo.verification.receipt.fabric;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.ecdsa.EcdsaSignature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;

/** What somebody who knows the encoding can make of a receipt: everything but the signatures. */
final class Repacked {
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private Repacked() {}

    static byte[] encode(FabricReceipt receipt) {
        try {
            byte[] fields = fields(receipt);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write("TFR1".getBytes(StandardCharsets.US_ASCII));
            out.write(ByteBuffer.allocate(4).putInt(fields.length).array());
            try (DeflaterOutputStream zlib = new DeflaterOutputStream(out)) {
                zlib.write(fields);
            }
            out.write(Hash.sha256().digest(out.toByteArray()), 0, 8);
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The signature with n - s instead of s: valid mathematics, and not Fabric's. */
    static ByteString highS(ByteString der) {
        EcdsaSignature low = EcdsaSignature.decode(der.toByteArray(), P256_ORDER);
        return ByteString.copyFrom(new EcdsaSignature(low.r(), P256_ORDER.subtract(low.s()), P256_ORDER).encode());
    }

    /** The spelling that Fabric takes; JDK's signers make either. */
    static ByteString lowS(ByteString der) {
        return ByteString.copyFrom(
                EcdsaSignature.decode(der.toByteArray(), P256_ORDER).lowS().encode());
    }

    private static byte[] fields(FabricReceipt receipt) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeBytes(1, receipt.channelHeader());
        out.writeBytes(2, receipt.signatureHeader());
        out.writeBytes(3, receipt.proposalPayload());
        out.writeBytes(4, receipt.responsePayload());
        for (FabricReceipt.Endorsement endorsement : receipt.endorsements()) {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            CodedOutputStream inner = CodedOutputStream.newInstance(one);
            inner.writeBytes(1, endorsement.endorser());
            inner.writeBytes(2, endorsement.signature());
            inner.flush();
            out.writeByteArray(5, one.toByteArray());
        }
        out.flush();
        return bytes.toByteArray();
    }
}
