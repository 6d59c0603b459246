package io.tombolo.ledger.contract;

import io.tombolo.ledger.LedgerException;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.evm.Keccak;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The encoding of calls and answers of contracts (Solidity, Contract ABI Specification), as far as this contract needs it. */
public final class Abi {
    static final int WORD = 32;

    private Abi() {}

    /** A value as the ABI has it: in place, or, when it has no fixed size, behind an offset. */
    public static final class Value {
        private final boolean dynamic;
        private final byte[] encoded;

        Value(boolean dynamic, byte[] encoded) {
            this.dynamic = dynamic;
            this.encoded = encoded;
        }

        boolean dynamic() {
            return dynamic;
        }

        public byte[] encoded() {
            return encoded;
        }
    }

    public static Value number(long number) {
        return new Value(false, word(BigInteger.valueOf(number)));
    }

    /** An account or a contract, of 0x and 40 hex digits. */
    public static Value account(String address) {
        byte[] word = new byte[WORD];
        byte[] bytes = HexFormat.of().parseHex(address.substring(2));
        System.arraycopy(bytes, 0, word, WORD - bytes.length, bytes.length);
        return new Value(false, word);
    }

    static Value hash(Hash hash) {
        return new Value(false, hash.toBytes());
    }

    static Value text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static Value bytes(byte[] bytes) {
        byte[] encoded = new byte[WORD + (bytes.length + WORD - 1) / WORD * WORD];
        System.arraycopy(word(BigInteger.valueOf(bytes.length)), 0, encoded, 0, WORD);
        System.arraycopy(bytes, 0, encoded, WORD, bytes.length);
        return new Value(true, encoded);
    }

    static Value array(List<Value> items) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(word(BigInteger.valueOf(items.size())));
        out.writeBytes(joined(items));
        return new Value(true, out.toByteArray());
    }

    /** A struct that holds at least one value without a fixed size. */
    static Value struct(List<Value> fields) {
        return new Value(true, joined(fields));
    }

    /** A call of a function by its signature. */
    public static byte[] call(String signature, List<Value> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Keccak.hash(signature.getBytes(StandardCharsets.US_ASCII)).toBytes(), 0, 4);
        out.writeBytes(joined(arguments));
        return out.toByteArray();
    }

    static byte[] joined(List<Value> values) {
        int head = values.stream()
                .mapToInt(value -> value.dynamic() ? WORD : value.encoded().length)
                .sum();
        ByteArrayOutputStream heads = new ByteArrayOutputStream();
        ByteArrayOutputStream tails = new ByteArrayOutputStream();
        for (Value value : values) {
            if (value.dynamic()) {
                heads.writeBytes(word(BigInteger.valueOf(head + tails.size())));
                tails.writeBytes(value.encoded());
            } else {
                heads.writeBytes(value.encoded());
            }
        }
        heads.writeBytes(tails.toByteArray());
        return heads.toByteArray();
    }

    private static byte[] word(BigInteger number) {
        byte[] word = new byte[WORD];
        byte[] bytes = number.toByteArray();
        System.arraycopy(bytes, 0, word, WORD - bytes.length, bytes.length);
        return word;
    }

    /** An answer, or an event's data, to be read by place. */
    public static final class Reader {
        private final byte[] bytes;

        public Reader(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        byte[] word(int at) {
            if (at < 0 || at > bytes.length - WORD) {
                throw new LedgerException("the contract's answer of " + bytes.length + " bytes is cut off", null);
            }
            return Arrays.copyOfRange(bytes, at, at + WORD);
        }

        Hash hash(int at) {
            return Hash.of(word(at));
        }

        public long number(int at) {
            BigInteger number = new BigInteger(1, word(at));
            if (number.bitLength() > Long.SIZE - 1) {
                throw new LedgerException("the contract's answer has the number " + number, null);
            }
            return number.longValue();
        }

        int offset(int at) {
            return offset(at, bytes.length);
        }

        /** A number that is at most a limit. */
        int offset(int at, int limit) {
            long number = number(at);
            if (number > limit) {
                throw new LedgerException("the contract's answer has the offset or length " + number, null);
            }
            return (int) number;
        }

        /** Behind the offset that is at this place. */
        byte[] dynamic(int at) {
            int begin = offset(at);
            int length = offset(begin);
            if (begin + WORD > bytes.length - length) {
                throw new LedgerException("the contract's answer of " + bytes.length + " bytes is cut off", null);
            }
            return Arrays.copyOfRange(bytes, begin + WORD, begin + WORD + length);
        }

        String text(int at) {
            return new String(dynamic(at), StandardCharsets.UTF_8);
        }
    }
}
