package io.tombolo.ledger.evm;

import io.tombolo.verification.receipt.evm.Keccak;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;

/** An account of an EVM chain that this process acts for: its secp256k1 key and its address. */
public final class Account {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
    private static final int ADDRESS = 20;

    private final BigInteger key;
    private final ECPoint open;
    private final String address;

    private Account(BigInteger key) {
        this.key = key;
        this.open = CURVE.getG().multiply(key).normalize();
        byte[] point = open.getEncoded(false);
        byte[] hash = Keccak.hash(Arrays.copyOfRange(point, 1, point.length)).toBytes();
        this.address = "0x" + HexFormat.of().formatHex(hash, hash.length - ADDRESS, hash.length);
    }

    /**
     * The account of a private key.
     *
     * @param hex 64 hex digits, with or without 0x before them
     * @throws IllegalArgumentException when it is not one; the message does not hold it
     */
    public static Account ofHex(String hex) {
        String digits = hex.strip().replaceFirst("^0x", "");
        if (!digits.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("account key: must be 64 hex digits, with or without 0x before them");
        }
        BigInteger key = new BigInteger(digits, 16);
        if (key.signum() == 0 || key.compareTo(CURVE.getN()) >= 0) {
            throw new IllegalArgumentException("account key: must be from 1 to the order of secp256k1");
        }
        return new Account(key);
    }

    /** 0x and 40 lower-case hex digits. */
    public String address() {
        return address;
    }

    /** An ECDSA signature and which of two keys it belongs to. */
    record Signature(int parity, BigInteger r, BigInteger s) {}

    /** Over a hash of 32 bytes, with the nonce of RFC 6979 and the lower one of the two values of s. */
    Signature sign(byte[] hash) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(key, DOMAIN));
        BigInteger[] rs = signer.generateSignature(hash);
        BigInteger n = CURVE.getN();
        BigInteger s = rs[1].compareTo(n.shiftRight(1)) > 0 ? n.subtract(rs[1]) : rs[1];
        for (int parity = 0; parity < 2; parity++) {
            byte[] compressed = new byte[33];
            compressed[0] = (byte) (2 + parity);
            byte[] x = rs[0].toByteArray();
            int length = Math.min(x.length, 32);
            System.arraycopy(x, x.length - length, compressed, 33 - length, length);
            ECPoint point = CURVE.getCurve().decodePoint(compressed);
            BigInteger inverse = rs[0].modInverse(n);
            ECPoint recovered = point.multiply(s.multiply(inverse).mod(n))
                    .subtract(CURVE.getG()
                            .multiply(new BigInteger(1, hash).multiply(inverse).mod(n)));
            if (recovered.normalize().equals(open)) {
                return new Signature(parity, rs[0], s);
            }
        }
        throw new IllegalStateException("secp256k1: a signature belongs to no key");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return address;
    }
}
