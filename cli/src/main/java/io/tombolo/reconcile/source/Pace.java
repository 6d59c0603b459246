package io.tombolo.reconcile.source;

import io.tombolo.reconcile.ReconcileException;
import java.util.concurrent.TimeUnit;

/** Holds a reader back to so many rows a second. One thread. */
public final class Pace {
    private static final long NANOS = 1_000_000_000L;

    private final long perSecond;
    private long begun;
    private long taken;

    /** @param perSecond 0 for no limit */
    public Pace(long perSecond) {
        this.perSecond = perSecond;
    }

    boolean isLimited() {
        return perSecond > 0;
    }

    /** How many rows the database may send at once: a tenth of a second's. */
    int fetch() {
        return isLimited() ? (int) Math.max(1, Math.min(1_000, perSecond / 10)) : 1_000;
    }

    /** Says that rows were taken, and waits when they were too many. */
    void took(long rows) {
        if (!isLimited()) {
            return;
        }
        if (taken == 0) {
            begun = System.nanoTime();
        }
        taken += rows;
        long early = taken * NANOS / perSecond - (System.nanoTime() - begun);
        if (early > NANOS / 100) {
            try {
                TimeUnit.NANOSECONDS.sleep(early);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ReconcileException("interrupted while the source was read", e);
            }
        }
    }
}
