package io.tombolo.agreements.store;

import java.time.Duration;
import java.time.Instant;

/** How many new receipts one agreement may bring: enough for a hundred partitions and a day without a network, and no flood. */
final class Allowance {
    static final int BURST = 2_000;
    static final int A_MINUTE = 1_200;

    private double left = BURST;
    private Instant at;

    Allowance(Instant now) {
        at = now;
    }

    boolean take(Instant now) {
        if (now.isAfter(at)) {
            left = Math.min(BURST, left + Duration.between(at, now).toMillis() * (A_MINUTE / 60_000.0));
            at = now;
        }
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
