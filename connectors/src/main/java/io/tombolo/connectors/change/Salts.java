package io.tombolo.connectors.change;

import io.tombolo.schemas.contract.Topics;
import java.security.SecureRandom;
import java.util.Arrays;

/** Fresh random salts, drawn from the system's generator many at a time. One thread. */
final class Salts {

    private static final int DRAWN_AT_ONCE = 256;

    private final SecureRandom random;
    private final byte[] drawn = new byte[DRAWN_AT_ONCE * Topics.SALT_LENGTH];
    private int next = drawn.length;

    Salts(SecureRandom random) {
        this.random = random;
    }

    /** 16 bytes that nobody else has. */
    byte[] next() {
        if (next == drawn.length) {
            random.nextBytes(drawn);
            next = 0;
        }
        byte[] salt = Arrays.copyOfRange(drawn, next, next + Topics.SALT_LENGTH);
        next += Topics.SALT_LENGTH;
        return salt;
    }
}
