package io.tombolo.anchoring.leaf;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.tracing.RecordTrace;
import io.tombolo.tracing.Tracing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The spans in which sampled records become leaves. Safe for use by several threads. */
final class LeafTraces {
    private final Tracing tracing;

    LeafTraces(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Null for a record that was not sampled. */
    @Nullable Span begin(ConsumerRecord<byte[], byte[]> record) {
        return RecordTrace.process(tracing, "append", record);
    }

    /** Ends it, and returns what its batch continues. */
    static SpanContext end(Span span, long leafIndex) {
        span.setAttribute("tombolo.leaf.index", leafIndex);
        span.end();
        return span.getSpanContext();
    }
}
