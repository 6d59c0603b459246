package io.tombolo.merkle.note;

import java.math.BigInteger;

/**
 * A point of edwards25519 (RFC 8032, section 5.1), for the one thing that the JDK has no call for: the public key of a private one. Its
 * time depends on the number that it is multiplied by, so it runs where keys are loaded, never where a stranger can measure it.
 */
record EdwardsPoint(BigInteger x, BigInteger y) {
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    private static final EdwardsPoint NEUTRAL = new EdwardsPoint(BigInteger.ZERO, BigInteger.ONE);

    static final EdwardsPoint BASE = new EdwardsPoint(
            new BigInteger("15112221349535400772501151409588531511454012693041857206046113283949847762202"),
            new BigInteger("46316835694926478169428394003475163141307993866256225615783033603165251855960"));

    /** The complete addition law (RFC 8032, section 5.1.4, in affine coordinates): it holds for doubling too. */
    EdwardsPoint plus(EdwardsPoint other) {
        BigInteger xy =
                D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(P);
        BigInteger sumX = x.multiply(other.y).add(y.multiply(other.x));
        BigInteger sumY = y.multiply(other.y).add(x.multiply(other.x));
        return new EdwardsPoint(
                sumX.multiply(BigInteger.ONE.add(xy).modInverse(P)).mod(P),
                sumY.multiply(BigInteger.ONE.subtract(xy).modInverse(P)).mod(P));
    }

    EdwardsPoint times(BigInteger number) {
        EdwardsPoint result = NEUTRAL;
        for (int bit = number.bitLength() - 1; bit >= 0; bit--) {
            result = result.plus(result);
            if (number.testBit(bit)) {
                result = result.plus(this);
            }
        }
        return result;
    }

    /** RFC 8032, section 5.1.2: y, little-endian, with the lowest bit of x as its highest. */
    byte[] encode() {
        byte[] out = new byte[32];
        byte[] big = y.toByteArray();
        for (int i = 0; i < big.length && i < out.length; i++) {
            out[i] = big[big.length - 1 - i];
        }
        if (x.testBit(0)) {
            out[31] |= (byte) 0x80;
        }
        return out;
    }
}
