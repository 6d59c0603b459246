package io.tombolo.verification.receipt.fisco;

import io.tombolo.merkle.Hash;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The curves of FISCO BCOS, y² = x³ + ax + b over a prime field, as far as verifying a signature needs them; the JDK has neither. There is
 * nothing secret here, so nothing takes the same time for all values.
 */
final class Curve {
    /** SEC 2, section 2.4.1. */
    static final Curve SECP256K1 = new Curve(
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
            "0",
            "7",
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
            "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");

    /** GB/T 32918.5-2017. */
    static final Curve SM2 = new Curve(
            "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff",
            "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
            "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
            "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123",
            "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
            "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0");

    /** The name under which nodes sign, of the standard's examples. */
    private static final byte[] SM2_NAME = "1234567812345678".getBytes(StandardCharsets.US_ASCII);

    private static final int BYTES = 32;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final BigInteger p;
    private final BigInteger a;
    private final BigInteger b;
    private final BigInteger order;
    private final Point base;

    /** In Jacobian coordinates: x/z², y/z³; z is 0 at infinity. */
    private record Point(BigInteger x, BigInteger y, BigInteger z) {}

    private Curve(String p, String a, String b, String order, String x, String y) {
        this.p = new BigInteger(p, 16);
        this.a = new BigInteger(a, 16);
        this.b = new BigInteger(b, 16);
        this.order = new BigInteger(order, 16);
        this.base = new Point(new BigInteger(x, 16), new BigInteger(y, 16), BigInteger.ONE);
    }

    /**
     * ECDSA (SEC 1, section 4.1.4) with the smaller one of the two possible values of s, the only one that is taken.
     *
     * @param key x and y, 32 bytes each
     * @param signature r and s, 32 bytes each
     */
    boolean isEcdsa(byte[] key, Hash hash, byte[] signature) {
        BigInteger r = number(signature, 0);
        BigInteger s = number(signature, BYTES);
        Optional<Point> point = point(key);
        if (point.isEmpty() || !isScalar(r) || !isScalar(s) || s.shiftLeft(1).compareTo(order) > 0) {
            return false;
        }
        BigInteger w = s.modInverse(order);
        BigInteger e = new BigInteger(1, hash.toBytes());
        Optional<BigInteger> x = sum(e.multiply(w).mod(order), r.multiply(w).mod(order), point.get());
        return x.filter(found -> found.mod(order).equals(r)).isPresent();
    }

    /** SM2 (GB/T 32918.2-2016, section 7.1) of 32 bytes, with the same shapes as {@link #isEcdsa}. */
    boolean isSm2(byte[] key, Hash message, byte[] signature) {
        BigInteger r = number(signature, 0);
        BigInteger s = number(signature, BYTES);
        BigInteger t = r.add(s).mod(order);
        Optional<Point> point = point(key);
        if (point.isEmpty() || !isScalar(r) || !isScalar(s) || t.signum() == 0) {
            return false;
        }
        ByteBuffer user = ByteBuffer.allocate(2 + SM2_NAME.length + 6 * BYTES)
                .putShort((short) (SM2_NAME.length * Byte.SIZE))
                .put(SM2_NAME);
        for (BigInteger one : new BigInteger[] {a, b, base.x, base.y}) {
            user.put(word(one));
        }
        user.put(key);
        byte[] both = ByteBuffer.allocate(2 * BYTES)
                .put(Sm3.hash(user.array()).toBytes())
                .put(message.toBytes())
                .array();
        BigInteger e = new BigInteger(1, Sm3.hash(both).toBytes());
        return sum(s, t, point.get()).filter(x -> e.add(x).mod(order).equals(r)).isPresent();
    }

    private boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(order) < 0;
    }

    private static BigInteger number(byte[] bytes, int from) {
        return new BigInteger(1, Arrays.copyOfRange(bytes, from, from + BYTES));
    }

    private static byte[] word(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] word = new byte[BYTES];
        int length = Math.min(bytes.length, BYTES);
        System.arraycopy(bytes, bytes.length - length, word, BYTES - length, length);
        return word;
    }

    private Optional<Point> point(byte[] key) {
        BigInteger x = number(key, 0);
        BigInteger y = number(key, BYTES);
        BigInteger right = x.pow(3).add(a.multiply(x)).add(b);
        boolean on = x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && y.multiply(y).subtract(right).mod(p).signum() == 0;
        return on ? Optional.of(new Point(x, y, BigInteger.ONE)) : Optional.empty();
    }

    /** x of u times the base and v times the point; empty at infinity. */
    private Optional<BigInteger> sum(BigInteger u, BigInteger v, Point point) {
        Point both = plus(base, point);
        Point sum = new Point(BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);
        for (int bit = Math.max(u.bitLength(), v.bitLength()) - 1; bit >= 0; bit--) {
            sum = twice(sum);
            if (u.testBit(bit) || v.testBit(bit)) {
                sum = plus(sum, !v.testBit(bit) ? base : !u.testBit(bit) ? point : both);
            }
        }
        return sum.z.signum() == 0
                ? Optional.empty()
                : Optional.of(sum.x
                        .multiply(sum.z.modPow(BigInteger.TWO, p).modInverse(p))
                        .mod(p));
    }

    private Point twice(Point q) {
        BigInteger yy = q.y.multiply(q.y).mod(p);
        BigInteger s = q.x.multiply(yy).shiftLeft(2).mod(p);
        BigInteger zz = q.z.multiply(q.z).mod(p);
        BigInteger m = q.x.multiply(q.x)
                .multiply(THREE)
                .add(a.multiply(zz).multiply(zz))
                .mod(p);
        BigInteger x = m.multiply(m).subtract(s.shiftLeft(1)).mod(p);
        BigInteger y =
                m.multiply(s.subtract(x)).subtract(yy.multiply(yy).shiftLeft(3)).mod(p);
        return new Point(x, y, q.y.multiply(q.z).shiftLeft(1).mod(p));
    }

    private Point plus(Point q, Point r) {
        if (q.z.signum() == 0 || r.z.signum() == 0) {
            return q.z.signum() == 0 ? r : q;
        }
        BigInteger qz = q.z.multiply(q.z).mod(p);
        BigInteger rz = r.z.multiply(r.z).mod(p);
        BigInteger u = q.x.multiply(rz).mod(p);
        BigInteger s = q.y.multiply(rz).multiply(r.z).mod(p);
        BigInteger h = r.x.multiply(qz).subtract(u).mod(p);
        BigInteger d = r.y.multiply(qz).multiply(q.z).subtract(s).mod(p);
        if (h.signum() == 0) {
            return d.signum() == 0 ? twice(q) : new Point(BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);
        }
        BigInteger hh = h.multiply(h).mod(p);
        BigInteger uhh = u.multiply(hh).mod(p);
        BigInteger hhh = hh.multiply(h).mod(p);
        BigInteger x = d.multiply(d).subtract(hhh).subtract(uhh.shiftLeft(1)).mod(p);
        BigInteger y = d.multiply(uhh.subtract(x)).subtract(s.multiply(hhh)).mod(p);
        return new Point(x, y, h.multiply(q.z).multiply(r.z).mod(p));
    }
}
