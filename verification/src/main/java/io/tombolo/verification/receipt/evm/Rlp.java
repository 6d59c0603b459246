package io.tombolo.verification.receipt.evm;

import io.tombolo.merkle.MalformedException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** RLP, the encoding of EVM chains (Ethereum Yellow Paper, appendix B): an item is a string of bytes or a list of items. */
public final class Rlp {
    private static final int MAX_DEPTH = 8;
    private static final int SHORT = 55;
    private static final int STRING = 0x80;
    private static final int LIST = 0xc0;

    private Rlp() {}

    /** An item as it was read. */
    public static final class Item {
        private final byte[] bytes;
        private final List<Item> items;
        private final boolean isList;

        private Item(byte[] bytes, List<Item> items, boolean isList) {
            this.bytes = bytes;
            this.items = items;
            this.isList = isList;
        }

        /** The item's encoding. */
        public byte[] encoded() {
            return isList ? bytes.clone() : encode(bytes);
        }

        boolean isList() {
            return isList;
        }

        /**
         * The string's bytes.
         *
         * @throws MalformedException when it is a list
         */
        public byte[] string() {
            if (isList) {
                throw new MalformedException("RLP: a list where a string is due");
            }
            return bytes.clone();
        }

        /**
         * The list's items.
         *
         * @throws MalformedException when it is a string
         */
        public List<Item> list() {
            if (!isList) {
                throw new MalformedException("RLP: a string where a list is due");
            }
            return items;
        }

        /**
         * The string as a number from 0 to 2^63-1.
         *
         * @throws MalformedException when it is a list, too large or has leading zeros
         */
        public long number() {
            byte[] number = string();
            if (number.length > Long.BYTES || (number.length > 0 && number[0] == 0)) {
                throw new MalformedException("RLP: a string of " + number.length + " bytes is not a number");
            }
            BigInteger value = new BigInteger(1, number);
            if (value.bitLength() > Long.SIZE - 1) {
                throw new MalformedException("RLP: " + value + ", limit " + Long.MAX_VALUE);
            }
            return value.longValue();
        }
    }

    /**
     * Reads bytes that are one item and nothing else, in its only canonical encoding.
     *
     * @throws MalformedException when they are not
     */
    public static Item decode(byte[] encoded) {
        int[] next = {0};
        Item item = item(encoded, next, encoded.length, MAX_DEPTH);
        if (next[0] != encoded.length) {
            throw new MalformedException("RLP: " + (encoded.length - next[0]) + " bytes behind the item");
        }
        return item;
    }

    private static Item item(byte[] in, int[] next, int limit, int depth) {
        int begin = next[0];
        if (begin >= limit || depth == 0) {
            throw new MalformedException("RLP: an item is cut off, or more than " + MAX_DEPTH + " lists in lists");
        }
        int first = in[begin] & 0xff;
        if (first < STRING) {
            next[0] = begin + 1;
            return new Item(new byte[] {in[begin]}, List.of(), false);
        }
        int base = first < LIST ? STRING : LIST;
        int length = length(in, next, limit, first - base);
        int from = next[0];
        if (length > limit - from) {
            throw new MalformedException("RLP: " + length + " bytes announced, " + (limit - from) + " left");
        }
        next[0] = from + length;
        if (base == STRING) {
            if (length == 1 && (in[from] & 0xff) < STRING) {
                throw new MalformedException("RLP: a byte with a length before it");
            }
            return new Item(Arrays.copyOfRange(in, from, from + length), List.of(), false);
        }
        List<Item> items = new ArrayList<>();
        int[] inner = {from};
        while (inner[0] < from + length) {
            items.add(item(in, inner, from + length, depth - 1));
        }
        return new Item(Arrays.copyOfRange(in, begin, from + length), List.copyOf(items), true);
    }

    private static int length(byte[] in, int[] next, int limit, int announced) {
        next[0]++;
        if (announced <= SHORT) {
            return announced;
        }
        int bytes = announced - SHORT;
        if (bytes > 3 || bytes > limit - next[0] || in[next[0]] == 0) {
            throw new MalformedException("RLP: a length of " + bytes + " bytes, of at most 3 without leading zeros");
        }
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | (in[next[0]++] & 0xff);
        }
        if (length <= SHORT) {
            throw new MalformedException("RLP: a length of " + length + " in the long form");
        }
        return length;
    }

    public static byte[] encode(byte[] string) {
        return string.length == 1 && (string[0] & 0xff) < STRING ? string.clone() : framed(STRING, string);
    }

    /** A number without leading zeros; 0 is the empty string. */
    public static byte[] encode(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return encode(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    /** A list of items that are encoded already. */
    public static byte[] list(List<byte[]> items) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        items.forEach(joined::writeBytes);
        return framed(LIST, joined.toByteArray());
    }

    private static byte[] framed(int base, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (content.length <= SHORT) {
            out.write(base + content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(base + SHORT + length.length - skip);
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
