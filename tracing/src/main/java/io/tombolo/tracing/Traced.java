package io.tombolo.tracing;

import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.List;

/** Spans that lead to one, as records lead to a batch: the first of them, and how many there were. For one thread at a time. */
public final class Traced {
    /** How many are kept: more links than that nobody follows. */
    public static final int MOST = 32;

    private final List<SpanContext> kept = new ArrayList<>(1);
    private long count;

    /** Adds one; beyond {@link #MOST} it is only counted. */
    public void add(SpanContext span) {
        if (kept.size() < MOST) {
            kept.add(span);
        }
        count++;
    }

    /** The first of them, in order. */
    public List<SpanContext> kept() {
        return List.copyOf(kept);
    }

    /** All of them. */
    public long count() {
        return count;
    }
}
