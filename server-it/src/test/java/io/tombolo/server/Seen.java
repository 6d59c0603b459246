package io.tombolo.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a reader was given: how much, how new, and whether anything was missing in between. */
final class Seen {
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong newest = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final Map<Integer, Long> next = new ConcurrentHashMap<>();
    private volatile String lastRefusal = "";

    void take(int partition, long offset, long timestamp) {
        count.incrementAndGet();
        newest.accumulateAndGet(timestamp, Math::max);
        Long expected = next.get(partition);
        if (expected != null && offset > expected) {
            missing.addAndGet(offset - expected);
        } else if (expected != null && offset < expected) {
            again.incrementAndGet();
        }
        next.merge(partition, offset + 1, Math::max);
    }

    void refused(Throwable why) {
        refusals.incrementAndGet();
        lastRefusal = why.getClass().getSimpleName() + ": " + why.getMessage();
    }

    long count() {
        return count.get();
    }

    /** The largest timestamp of a record, milliseconds. */
    long newest() {
        return newest.get();
    }

    long missing() {
        return missing.get();
    }

    /** How many were given before. */
    long again() {
        return again.get();
    }

    long refusals() {
        return refusals.get();
    }

    String lastRefusal() {
        return lastRefusal;
    }
}
