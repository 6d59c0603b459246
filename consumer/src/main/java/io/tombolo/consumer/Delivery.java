package io.tombolo.consumer;

import io.tombolo.verification.verdict.Level;
import java.time.Duration;

/**
 * When a record continues to the application.
 *
 * @param level the level that a record must have reached; {@link Level#PENDING} delivers at once, and verdicts follow
 * @param patience how long a record may be held before {@link VerifyingConsumer#poll} throws a {@link
 *     org.apache.kafka.common.errors.TimeoutException}
 * @param maxHeld how many records of one partition are held before no more are fetched
 */
public record Delivery(Level level, Duration patience, int maxHeld) {
    private static final int DEFAULT_MAX_HELD = 100_000;

    public Delivery {
        if (maxHeld < 1) {
            throw new IllegalArgumentException("max held: " + maxHeld + ", at least 1");
        }
    }

    /** At once; verdicts follow. */
    public static Delivery atOnce() {
        return new Delivery(Level.PENDING, Duration.ZERO, DEFAULT_MAX_HELD);
    }

    /** Not before a checkpoint of the owner's, or a ledger's anchor, covers the record. */
    public static Delivery holdUntil(Level level, Duration patience) {
        return new Delivery(level, patience, DEFAULT_MAX_HELD);
    }

    boolean holds() {
        return level != Level.PENDING;
    }
}
