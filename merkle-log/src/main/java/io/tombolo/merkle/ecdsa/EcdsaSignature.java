package io.tombolo.merkle.ecdsa;

import io.tombolo.merkle.MalformedException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * An ECDSA signature over a curve of prime order n: two numbers, each from 1 to n-1. Its bytes are the DER of SEQUENCE { INTEGER r,
 * INTEGER s } (X.690, section 10; SEC 1, section C.5). The bytes are accepted only when encoding the two numbers gives the same bytes
 * again, so one signature has one encoding.
 *
 * @param order n, the order of the curve's base point
 */
public record EcdsaSignature(BigInteger r, BigInteger s, BigInteger order) {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    /** Enough for a curve of 521 bits: 3 bytes of header, and twice 2 of header and 66 of number. */
    private static final int MAX_BYTES = 139;

    /** @throws MalformedException when a number is not from 1 to n-1 */
    public EcdsaSignature {
        requireInRange(r, "r", order);
        requireInRange(s, "s", order);
    }

    /**
     * Decodes DER.
     *
     * @throws MalformedException for all bytes that {@link #encode} does not give, and for numbers out of range
     */
    public static EcdsaSignature decode(byte[] der, BigInteger order) {
        if (der.length > MAX_BYTES) {
            throw new MalformedException("ECDSA signature: " + der.length + " bytes, limit " + MAX_BYTES);
        }
        Reader reader = new Reader(der);
        reader.header(SEQUENCE);
        EcdsaSignature signature = new EcdsaSignature(reader.integer(), reader.integer(), order);
        if (!Arrays.equals(signature.encode(), der)) {
            throw new MalformedException("ECDSA signature: not the canonical DER of its two numbers");
        }
        return signature;
    }

    /** The one encoding. */
    public byte[] encode() {
        byte[] first = r.toByteArray();
        byte[] second = s.toByteArray();
        int body = 4 + first.length + second.length;
        ByteArrayOutputStream out = new ByteArrayOutputStream(3 + body);
        out.write(SEQUENCE);
        if (body >= 0x80) {
            out.write(0x81);
        }
        out.write(body);
        writeInteger(out, first);
        writeInteger(out, second);
        return out.toByteArray();
    }

    /** Whether s is the smaller of s and n-s, both of which verify; the smaller one is the only one that Fabric accepts. */
    public boolean isLowS() {
        return s.compareTo(order.shiftRight(1)) <= 0;
    }

    /** The signature of the two that verify which has the smaller s. */
    public EcdsaSignature lowS() {
        return isLowS() ? this : new EcdsaSignature(r, order.subtract(s), order);
    }

    private static void writeInteger(ByteArrayOutputStream out, byte[] number) {
        out.write(INTEGER);
        out.write(number.length);
        out.writeBytes(number);
    }

    private static void requireInRange(BigInteger number, String name, BigInteger order) {
        if (number.signum() <= 0 || number.compareTo(order) >= 0) {
            throw new MalformedException("ECDSA signature: " + name + " is not from 1 to the curve's order less 1");
        }
    }

    /** Reads no further than the bytes go; that they are the canonical ones, and all of them, is compared afterwards. */
    private static final class Reader {
        private final byte[] der;
        private int at;

        private Reader(byte[] der) {
            this.der = der;
        }

        private BigInteger integer() {
            int length = header(INTEGER);
            if (length == 0 || length > der.length - at) {
                throw new MalformedException("ECDSA signature: an integer of " + length + " bytes at byte " + at);
            }
            at += length;
            return new BigInteger(der, at - length, length);
        }

        /** The length that follows a tag, in the short form or in one byte. */
        private int header(int tag) {
            if (next() != tag) {
                throw new MalformedException("ECDSA signature: not DER of two integers at byte " + (at - 1));
            }
            int length = next();
            return length == 0x81 ? next() : length;
        }

        private int next() {
            if (at == der.length) {
                throw new MalformedException("ECDSA signature: ends after " + at + " bytes");
            }
            return der[at++] & 0xFF;
        }
    }
}
