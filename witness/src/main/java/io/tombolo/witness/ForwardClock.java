package io.tombolo.witness;

import java.time.Instant;
import java.time.InstantSource;

/** A clock whose seconds never go back, not even behind a time of an earlier process. */
final class ForwardClock implements InstantSource {
    private final InstantSource source;
    private Instant newest;

    /** Starts at the time of the newest cosignature that was kept. */
    ForwardClock(InstantSource source, Instant newest) {
        this.source = source;
        this.newest = newest;
    }

    /** The clock shows an earlier second than a cosignature has. */
    static final class BehindException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BehindException(Instant now, Instant newest) {
            super("the witness's clock shows " + now + ", its newest cosignature is of " + newest
                    + ": it signs again when the clock has passed that");
        }
    }

    @Override
    public synchronized Instant instant() {
        Instant now = source.instant();
        if (now.getEpochSecond() < newest.getEpochSecond()) {
            throw new BehindException(now, newest);
        }
        newest = now;
        return now;
    }
}
