package io.tombolo.verification.receipt.evm;

import io.tombolo.merkle.Hash;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Which account signed a hash: ECDSA on secp256k1 with recovery of the key (SEC 1, section 4.1.6), which the JDK does not have. All numbers in
 * here are public, so their timing does not matter.
 */
final class Secp256k1 {
    private static final int WORD = 32;
    private static final int ADDRESS = 20;
    private static final BigInteger P = hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    private static final BigInteger N = hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static final Point G = new Point(
            hex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
            hex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"));

    private Secp256k1() {}

    /** A point of the curve y^2 = x^3 + 7 modulo P; the point at infinity is {@link #INFINITY}. */
    private record Point(BigInteger x, BigInteger y) {
        Point negated() {
            return new Point(x, y.negate().mod(P));
        }

        Point plus(Point other) {
            if (this.equals(INFINITY) || other.equals(INFINITY)) {
                return this.equals(INFINITY) ? other : this;
            }
            if (x.equals(other.x) && !y.equals(other.y)) {
                return INFINITY;
            }
            BigInteger slope = x.equals(other.x)
                    ? x.pow(2).multiply(BigInteger.valueOf(3)).multiply(y.shiftLeft(1).modInverse(P))
                    : other.y.subtract(y).multiply(other.x.subtract(x).modInverse(P));
            BigInteger sum = slope.pow(2).subtract(x).subtract(other.x).mod(P);
            return new Point(sum, slope.multiply(x.subtract(sum)).subtract(y).mod(P));
        }
    }

    /** Not on the curve, so no point is mistaken for it; and y is never 0, since the order is odd. */
    private static final Point INFINITY = new Point(BigInteger.ZERO, BigInteger.ZERO);

    /**
     * The signer's address, 0x and 40 lower-case hex digits; empty when the signature is not one.
     *
     * @param signature r and s, 32 bytes each, and which of two keys it belongs to, 0 or 1; s is in the lower half, as nodes make it, so
     *     that a signature has one form only
     */
    static Optional<String> signer(Hash hash, byte[] signature) {
        if (signature.length != 2 * WORD + 1 || signature[2 * WORD] < 0 || signature[2 * WORD] > 1) {
            return Optional.empty();
        }
        BigInteger r = new BigInteger(1, Arrays.copyOf(signature, WORD));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, WORD, 2 * WORD));
        BigInteger square = r.pow(3).add(BigInteger.valueOf(7)).mod(P);
        BigInteger y = square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
        if (r.signum() == 0 || r.compareTo(N) >= 0 || s.signum() == 0 || s.compareTo(N.shiftRight(1)) > 0) {
            return Optional.empty();
        }
        if (!y.pow(2).mod(P).equals(square)) {
            return Optional.empty();
        }
        Point point = new Point(r, y.testBit(0) == (signature[2 * WORD] == 1) ? y : P.subtract(y));
        BigInteger inverse = r.modInverse(N);
        BigInteger e = new BigInteger(1, hash.toBytes());
        Point key = sum(
                G.negated(), e.multiply(inverse).mod(N), point, s.multiply(inverse).mod(N));
        return key.equals(INFINITY) ? Optional.empty() : Optional.of(address(key));
    }

    /** a times one and b times other, bit by bit together. */
    private static Point sum(Point one, BigInteger a, Point other, BigInteger b) {
        Point both = one.plus(other);
        Point sum = INFINITY;
        for (int bit = Math.max(a.bitLength(), b.bitLength()) - 1; bit >= 0; bit--) {
            sum = sum.plus(sum);
            if (a.testBit(bit) || b.testBit(bit)) {
                sum = sum.plus(!a.testBit(bit) ? other : b.testBit(bit) ? both : one);
            }
        }
        return sum;
    }

    private static String address(Point key) {
        byte[] bytes = new byte[2 * WORD];
        put(key.x(), bytes, WORD);
        put(key.y(), bytes, 2 * WORD);
        byte[] hash = Keccak.hash(bytes).toBytes();
        return "0x" + HexFormat.of().formatHex(hash, WORD - ADDRESS, WORD);
    }

    private static void put(BigInteger number, byte[] into, int end) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, WORD);
        System.arraycopy(bytes, bytes.length - length, into, end - length, length);
    }

    private static BigInteger hex(String digits) {
        return new BigInteger(digits, 16);
    }
}
