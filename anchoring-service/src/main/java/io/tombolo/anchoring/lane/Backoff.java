package io.tombolo.anchoring.lane;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double up to a limit, each shortened by up to a half at random, so that many do not knock together. */
final class Backoff {
    private static final long FIRST_MS = 200;

    private final Clock clock;
    private final long limitMs;
    private long nextMs = FIRST_MS;
    private long until;

    Backoff(Clock clock, long limitMs) {
        this.clock = clock;
        this.limitMs = limitMs;
    }

    boolean isOver() {
        return clock.millis() >= until;
    }

    void failed() {
        long pause = nextMs - ThreadLocalRandom.current().nextLong(nextMs / 2 + 1);
        until = clock.millis() + pause;
        nextMs = Math.min(limitMs, 2 * nextMs);
    }

    void reset() {
        nextMs = FIRST_MS;
        until = 0;
    }
}
