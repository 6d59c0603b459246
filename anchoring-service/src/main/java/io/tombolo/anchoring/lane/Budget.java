package io.tombolo.anchoring.lane;

import java.time.Clock;

/**
 * What may be spent on one ledger: transactions come back evenly, and one interval's share is kept at most. More may be spent than
 * there is; then it is owed. For one thread at a time.
 */
final class Budget {
    private static final double MINUTE_MS = 60_000;

    private final Clock clock;
    private final double perMs;
    private final double most;
    private double left;
    private long countedAt;

    Budget(Clock clock, long intervalMs, double transactionsPerMinute) {
        this.clock = clock;
        this.perMs = transactionsPerMinute / MINUTE_MS;
        this.most = Math.max(1, intervalMs * perMs);
        this.left = most;
        this.countedAt = clock.millis();
    }

    /** Whole transactions that may be made now. */
    int available() {
        long now = clock.millis();
        left = Math.min(most, left + Math.max(0, now - countedAt) * perMs);
        countedAt = now;
        // A ten-thousandth short is not a reason to wait for another look.
        return (int) Math.max(0, Math.floor(left + 1e-4));
    }

    void spend(int transactions) {
        left -= transactions;
    }
}
