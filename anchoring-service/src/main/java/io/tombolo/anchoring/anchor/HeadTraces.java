package io.tombolo.anchoring.anchor;

import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.tracing.Traced;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of sealed batches that no anchor covers yet, by log. They are kept in memory only: a trace ends at a restart. For one thread at a
 * time.
 */
final class HeadTraces {
    private record Sealed(long size, SpanContext span) {}

    private final Map<String, Deque<Sealed>> waiting = new HashMap<>();

    /** A checkpoint of a batch; null for one without a sampled record. */
    void take(String origin, long size, @Nullable SpanContext span) {
        if (span == null) {
            return;
        }
        Deque<Sealed> ofLog = waiting.computeIfAbsent(origin, none -> new ArrayDeque<>(1));
        if (ofLog.size() < Traced.MOST) {
            ofLog.add(new Sealed(size, span));
        }
    }

    /** The spans that a head of this size covers. */
    List<SpanContext> upTo(String origin, long size) {
        Deque<Sealed> ofLog = waiting.get(origin);
        return ofLog == null
                ? List.of()
                : ofLog.stream()
                        .filter(batch -> batch.size() <= size)
                        .map(Sealed::span)
                        .toList();
    }

    /** A head of this size is on the ledger. */
    void anchored(String origin, long size) {
        Deque<Sealed> ofLog = waiting.get(origin);
        if (ofLog != null) {
            ofLog.removeIf(batch -> batch.size() <= size);
            if (ofLog.isEmpty()) {
                waiting.remove(origin);
            }
        }
    }

    void forget() {
        waiting.clear();
    }
}
