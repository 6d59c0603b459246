package io.tombolo.verification;

import java.util.stream.IntStream;

/**
 * The places of a file that a test alters one by one: each third, which meets every field of three bytes or more, and with the profile
 * {@code fuzz} each. A place costs a whole verification, with its signatures and hashes.
 */
public final class Sweep {
    private static final int STEP = Integer.getInteger("tombolo.rounds", 1) > 1 ? 1 : 3;

    private Sweep() {}

    /** Places in a file, from its first byte. */
    public static int[] of(byte[] file) {
        return IntStream.range(0, file.length).filter(i -> i % STEP == 0).toArray();
    }
}
