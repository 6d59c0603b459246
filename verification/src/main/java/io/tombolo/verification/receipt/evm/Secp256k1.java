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
    private static final Point INFINITY = new Point(BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);
    private static final Point G = new Point(
            hex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
            hex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
            BigInteger.ONE);

    private Secp256k1() {}

    /** The point (x / z^2, y / z^3) of the curve y^2 = x^3 + 7 modulo P (Jacobian coordinates); z is 0 for the point at infinity. */
    private record Point(BigInteger x, BigInteger y, BigInteger z) {
        Point negated() {
            return new Point(x, P.subtract(y), z);
        }

        Point twice() {
            BigInteger square = times(y, y);
            BigInteger d = times(x, square).shiftLeft(2);
            BigInteger e = times(x, x).multiply(BigInteger.valueOf(3));
            BigInteger x3 = times(e, e).subtract(d.shiftLeft(1)).mod(P);
            BigInteger y3 = e.multiply(d.subtract(x3))
                    .subtract(times(square, square).shiftLeft(3))
                    .mod(P);
            return new Point(x3, y3, times(y, z.shiftLeft(1)));
        }

        /** The sum with a point whose z is 1 or 0. */
        Point plus(Point other) {
            if (z.signum() == 0 || other.z.signum() == 0) {
                return z.signum() == 0 ? other : this;
            }
            BigInteger zz = times(z, z);
            BigInteger h = other.x.multiply(zz).subtract(x).mod(P);
            BigInteger r = other.y.multiply(times(z, zz)).subtract(y).mod(P);
            if (h.signum() == 0) {
                return r.signum() == 0 ? twice() : INFINITY;
            }
            BigInteger hh = times(h, h);
            BigInteger hhh = times(h, hh);
            BigInteger v = times(x, hh);
            BigInteger x3 = r.multiply(r).subtract(hhh).subtract(v.shiftLeft(1)).mod(P);
            BigInteger y3 = r.multiply(v.subtract(x3)).subtract(y.multiply(hhh)).mod(P);
            return new Point(x3, y3, times(z, h));
        }

        /** The same point with z = 1, or the one at infinity. */
        Point normal() {
            if (z.signum() == 0) {
                return INFINITY;
            }
            BigInteger inverse = z.modInverse(P);
            BigInteger square = times(inverse, inverse);
            return new Point(times(x, square), times(y, times(square, inverse)), BigInteger.ONE);
        }

        private static BigInteger times(BigInteger one, BigInteger other) {
            return one.multiply(other).mod(P);
        }
    }

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
        Point point = new Point(r, y.testBit(0) == (signature[2 * WORD] == 1) ? y : P.subtract(y), BigInteger.ONE);
        BigInteger inverse = r.modInverse(N);
        BigInteger e = new BigInteger(1, hash.toBytes());
        Point key = sum(
                G.negated(),
                e.multiply(inverse).mod(N),
                point,
                s.multiply(inverse).mod(N));
        return key.equals(INFINITY) ? Optional.empty() : Optional.of(address(key));
    }

    /** a times one and b times other, bit by bit together. */
    private static Point sum(Point one, BigInteger a, Point other, BigInteger b) {
        Point both = one.plus(other).normal();
        Point sum = INFINITY;
        for (int bit = Math.max(a.bitLength(), b.bitLength()) - 1; bit >= 0; bit--) {
            sum = sum.twice();
            if (a.testBit(bit) || b.testBit(bit)) {
                sum = sum.plus(!a.testBit(bit) ? other : b.testBit(bit) ? both : one);
            }
        }
        return sum.normal();
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
