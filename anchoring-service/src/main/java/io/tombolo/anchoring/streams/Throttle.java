package io.tombolo.anchoring.streams;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets so many pass a second, by making a caller that comes too early wait. Waits are gathered into pauses of some milliseconds, as shorter
 * ones take longer than they should. Safe for use by several threads.
 */
final class Throttle {
    private static final long SECOND = 1_000_000_000L;
    private static final long SHORTEST_PAUSE = 5_000_000L;

    /** Unused time that may be made up for: none to speak of, a rate is a rate. */
    private static final long BURST = 20_000_000L;

    private final long nanosEach;
    private final LongSupplier nanoTime;
    private final LongConsumer pause;
    private long next;

    /**
     * @param perSecond at least 1
     * @param pause waits for about so many nanoseconds
     */
    Throttle(int perSecond, LongSupplier nanoTime, LongConsumer pause) {
        this.nanosEach = Math.max(1, SECOND / perSecond);
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.next = nanoTime.getAsLong();
    }

    void take(int count) {
        long wait;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            next = Math.max(next, now - BURST) + count * nanosEach;
            wait = next - now;
        }
        if (wait >= SHORTEST_PAUSE) {
            pause.accept(wait);
        }
    }
}
