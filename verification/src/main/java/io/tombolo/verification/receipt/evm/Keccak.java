package io.tombolo.verification.receipt.evm;

import io.tombolo.merkle.Hash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Keccak-256 as EVM chains use it: Keccak with capacity 512 and the padding from before FIPS 202, which the JDK does not have. */
public final class Keccak {
    private static final int RATE = 136;
    private static final int ROUNDS = 24;

    /** Rotations of the lanes in the order in which the permutation visits them (Keccak reference, section 1.2). */
    private static final int[] ROTATIONS = {
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
    };

    private static final int[] LANES = {
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
    };

    private static final long[] CONSTANTS = constants();

    private Keccak() {}

    public static Hash hash(byte[] message) {
        long[] state = new long[25];
        byte[] padded = Arrays.copyOf(message, (message.length / RATE + 1) * RATE);
        padded[message.length] = 1;
        padded[padded.length - 1] |= (byte) 0x80;
        ByteBuffer lanes = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
        while (lanes.hasRemaining()) {
            for (int i = 0; i < RATE / Long.BYTES; i++) {
                state[i] ^= lanes.getLong();
            }
            permute(state);
        }
        ByteBuffer hash = ByteBuffer.allocate(Hash.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < Hash.LENGTH / Long.BYTES; i++) {
            hash.putLong(state[i]);
        }
        return Hash.of(hash.array());
    }

    private static void permute(long[] a) {
        long[] c = new long[5];
        for (int round = 0; round < ROUNDS; round++) {
            for (int x = 0; x < 5; x++) {
                c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            }
            for (int x = 0; x < 5; x++) {
                long d = c[(x + 4) % 5] ^ Long.rotateLeft(c[(x + 1) % 5], 1);
                for (int y = 0; y < 25; y += 5) {
                    a[x + y] ^= d;
                }
            }
            long moving = a[1];
            for (int i = 0; i < LANES.length; i++) {
                long next = a[LANES[i]];
                a[LANES[i]] = Long.rotateLeft(moving, ROTATIONS[i]);
                moving = next;
            }
            for (int y = 0; y < 25; y += 5) {
                System.arraycopy(a, y, c, 0, 5);
                for (int x = 0; x < 5; x++) {
                    a[x + y] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
                }
            }
            a[0] ^= CONSTANTS[round];
        }
    }

    /** By the linear feedback shift register of the reference: x^8 + x^6 + x^5 + x^4 + 1. */
    private static long[] constants() {
        long[] constants = new long[ROUNDS];
        int register = 1;
        for (int round = 0; round < ROUNDS; round++) {
            for (int j = 0; j < 7; j++) {
                if ((register & 1) != 0) {
                    constants[round] |= 1L << ((1 << j) - 1);
                }
                register <<= 1;
                if ((register & 0x100) != 0) {
                    register ^= 0x171;
                }
            }
        }
        return constants;
    }
}
