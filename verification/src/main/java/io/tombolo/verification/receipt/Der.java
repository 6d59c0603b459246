package io.tombolo.verification.receipt;

import io.tombolo.merkle.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads a run of DER elements (X.690, section 10) one after the other: tags of one byte, lengths in their shortest form. Who reads says
 * which element must come next, so nothing is searched for, and nothing is nested deeper than the reader goes. For one thread.
 */
public final class Der {
    public static final int BOOLEAN = 0x01;
    public static final int INTEGER = 0x02;
    public static final int BITS = 0x03;
    public static final int OCTETS = 0x04;
    public static final int OID = 0x06;
    public static final int TIME = 0x18;
    public static final int SEQUENCE = 0x30;
    public static final int SET = 0x31;

    static final int UTC_TIME = 0x17;

    /** Context-specific and constructed, number 0, 1 and 3. */
    public static final int FIELD_0 = 0xA0;

    public static final int FIELD_1 = 0xA1;
    static final int FIELD_3 = 0xA3;

    private static final HexFormat HEX = HexFormat.of();

    private final String what;
    private final byte[] bytes;
    private int at;

    /** @param what names the bytes in errors */
    public Der(byte[] bytes, String what) {
        this.bytes = bytes;
        this.what = what;
    }

    public boolean hasMore() {
        return at < bytes.length;
    }

    public boolean isNext(int tag) {
        return hasMore() && (bytes[at] & 0xFF) == tag;
    }

    /** The next element's. */
    int tag() {
        if (!hasMore() || (bytes[at] & 0x1F) == 0x1F) {
            throw malformed("ends too early, or has a tag of several bytes");
        }
        return bytes[at] & 0xFF;
    }

    /** Nothing may follow. */
    public void end() {
        if (hasMore()) {
            throw malformed(bytes.length - at + " bytes too many");
        }
    }

    /** The next element with its tag and its length. */
    public byte[] element(int tag) {
        int from = at;
        contents(tag);
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** As {@link #element}, in lower-case hex: to compare, and to look up. */
    public String hex(int tag) {
        return HEX.formatHex(element(tag));
    }

    /** The elements in the next one. */
    public Der enter(int tag) {
        return new Der(contents(tag), what);
    }

    /** The only element in the next one. */
    public Der enterOnly(int tag) {
        Der inner = enter(tag);
        end();
        return inner;
    }

    public void require(String hex, String name) {
        byte[] due = HEX.parseHex(hex);
        if (!Arrays.equals(element(due[0] & 0xFF), due)) {
            throw malformed("must be " + name);
        }
    }

    public BigInteger integer(int tag) {
        return integer(tag, 64);
    }

    /** @param limit in bytes */
    BigInteger integer(int tag, int limit) {
        byte[] value = contents(tag);
        if (value.length == 0 || value.length > limit) {
            throw malformed("an integer of " + value.length + " bytes, limits 1 and " + limit);
        }
        BigInteger number = new BigInteger(value);
        if (!Arrays.equals(number.toByteArray(), value)) {
            throw malformed("an integer that is not in its shortest form");
        }
        return number;
    }

    public byte[] contents(int tag) {
        int found = next();
        if (found != tag) {
            throw malformed("tag %02x, must be %02x".formatted(found, tag));
        }
        int length = next();
        if (length >= 0x80) {
            int size = length - 0x80;
            length = 0;
            for (int i = 0; i < size && i < 3; i++) {
                length = (length << 8) | next();
            }
            if (size > 3 || length < 0x80 || (length >>> (8 * (size - 1))) == 0) {
                throw malformed("a length over 3 bytes, or not in its shortest form");
            }
        }
        if (length > bytes.length - at) {
            throw malformed("an element of " + length + " bytes where " + (bytes.length - at) + " are left");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private int next() {
        if (!hasMore()) {
            throw malformed("ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    public MalformedException malformed(String why) {
        return new MalformedException(what + ", byte " + at + ": " + why);
    }
}
