package io.tombolo.verification.receipt.fisco;

import io.tombolo.merkle.Hash;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** SM3 (GB/T 32905-2016), which the JDK does not have. */
final class Sm3 {
    private static final int BLOCK = 64;
    private static final int ROUNDS = 64;
    private static final int EARLY_ROUNDS = 16;
    private static final int[] START = {
        0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e
    };

    private Sm3() {}

    static Hash hash(byte[] message) {
        int blocks = (message.length + Long.BYTES) / BLOCK + 1;
        ByteBuffer padded = ByteBuffer.wrap(Arrays.copyOf(message, blocks * BLOCK));
        padded.put(message.length, (byte) 0x80);
        padded.putLong(blocks * BLOCK - Long.BYTES, (long) message.length * Byte.SIZE);
        int[] state = START.clone();
        int[] words = new int[ROUNDS + 4];
        while (padded.hasRemaining()) {
            for (int i = 0; i < words.length; i++) {
                words[i] = i < EARLY_ROUNDS ? padded.getInt() : expanded(words, i);
            }
            compress(state, words);
        }
        ByteBuffer hash = ByteBuffer.allocate(Hash.LENGTH);
        hash.asIntBuffer().put(state);
        return Hash.of(hash.array());
    }

    private static int expanded(int[] words, int i) {
        int x = words[i - 16] ^ words[i - 9] ^ Integer.rotateLeft(words[i - 3], 15);
        return x
                ^ Integer.rotateLeft(x, 15)
                ^ Integer.rotateLeft(x, 23)
                ^ Integer.rotateLeft(words[i - 13], 7)
                ^ words[i - 6];
    }

    /** Section 5.3.3, with a to h in this order. */
    private static void compress(int[] state, int[] words) {
        int[] v = state.clone();
        for (int j = 0; j < ROUNDS; j++) {
            boolean early = j < EARLY_ROUNDS;
            int a12 = Integer.rotateLeft(v[0], 12);
            int ss1 = Integer.rotateLeft(a12 + v[4] + Integer.rotateLeft(early ? 0x79cc4519 : 0x7a879d8a, j), 7);
            int ff = early ? v[0] ^ v[1] ^ v[2] : (v[0] & v[1]) | (v[0] & v[2]) | (v[1] & v[2]);
            int gg = early ? v[4] ^ v[5] ^ v[6] : (v[4] & v[5]) | (~v[4] & v[6]);
            int tt1 = ff + v[3] + (ss1 ^ a12) + (words[j] ^ words[j + 4]);
            int tt2 = gg + v[7] + ss1 + words[j];
            v[3] = v[2];
            v[2] = Integer.rotateLeft(v[1], 9);
            v[1] = v[0];
            v[0] = tt1;
            v[7] = v[6];
            v[6] = Integer.rotateLeft(v[5], 19);
            v[5] = v[4];
            v[4] = tt2 ^ Integer.rotateLeft(tt2, 9) ^ Integer.rotateLeft(tt2, 17);
        }
        for (int i = 0; i < state.length; i++) {
            state[i] ^= v[i];
        }
    }
}
