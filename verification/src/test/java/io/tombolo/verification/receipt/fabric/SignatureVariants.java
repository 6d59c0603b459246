package io.tombolo.verification.receipt.fabric;

import com.google.protobuf.ByteString;
import io.tombolo.merkle.ecdsa.EcdsaSignature;
import java.math.BigInteger;

/** An ECDSA signature in encodings that some decoders take. */
final class SignatureVariants {
    static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private SignatureVariants() {}

    static ByteString flipped(ByteString signature) {
        byte[] bytes = signature.toByteArray();
        bytes[bytes.length - 1] ^= 1;
        return ByteString.copyFrom(bytes);
    }

    static ByteString hex(String hex) {
        return ByteString.copyFrom(java.util.HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    static ByteString tagged(ByteString der, int tag) {
        byte[] bytes = der.toByteArray();
        bytes[0] = (byte) tag;
        return ByteString.copyFrom(bytes);
    }

    static ByteString longForm(ByteString der) {
        return hex("3081").concat(der.substring(1));
    }

    static ByteString indefinite(ByteString der) {
        return hex("3080").concat(der.substring(2)).concat(hex("0000"));
    }

    static ByteString zeroBeforeR(ByteString der) {
        byte[] bytes = der.toByteArray();
        byte[] head = {0x30, (byte) (bytes[1] + 1), 2, (byte) (bytes[3] + 1), 0};
        return ByteString.copyFrom(head).concat(der.substring(4));
    }

    static ByteString raw(BigInteger r, BigInteger s) {
        byte[] first = r.toByteArray();
        byte[] second = s.toByteArray();
        return ByteString.copyFrom(ForgedReceipt.joined(
                new byte[] {0x30, (byte) (4 + first.length + second.length), 2, (byte) first.length},
                first,
                new byte[] {2, (byte) second.length},
                second));
    }

    static ByteString plain(ByteString der) {
        EcdsaSignature signature = EcdsaSignature.decode(der.toByteArray(), ORDER);
        return ByteString.copyFrom(ForgedReceipt.joined(fixed(signature.r()), fixed(signature.s())));
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] out = new byte[32];
        for (int i = 0; i < Math.min(32, bytes.length); i++) {
            out[31 - i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }
}
