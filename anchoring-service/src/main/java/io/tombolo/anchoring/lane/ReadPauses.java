package io.tombolo.anchoring.lane;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** The pauses of logs that were read again in vain. For one thread at a time. */
final class ReadPauses {
    private final Clock clock;
    private final long limitMs;
    private final Map<String, Backoff> pauses = new HashMap<>();

    ReadPauses(Clock clock, long limitMs) {
        this.clock = clock;
        this.limitMs = limitMs;
    }

    boolean isOver(String origin) {
        return of(origin).isOver();
    }

    void hasRead(String origin, boolean found) {
        if (found) {
            of(origin).reset();
        } else {
            of(origin).failed();
        }
    }

    private Backoff of(String origin) {
        return pauses.computeIfAbsent(origin, o -> new Backoff(clock, limitMs));
    }
}
