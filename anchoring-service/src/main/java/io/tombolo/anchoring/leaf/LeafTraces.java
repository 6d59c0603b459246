package io.tombolo.anchoring.leaf;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
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
        if (!tracing.isOn()) {
            return null;
        }
        Span span = tracing.follow("append " + record.topic(), SpanKind.CONSUMER, RecordTrace.of(record.headers()));
        if (span != null) {
            span.setAttribute("messaging.system", "kafka");
            span.setAttribute("messaging.operation.name", "append");
            span.setAttribute("messaging.operation.type", "process");
            span.setAttribute("messaging.destination.name", record.topic());
            span.setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()));
            span.setAttribute("messaging.kafka.offset", record.offset());
        }
        return span;
    }

    /** Ends it, and returns what its batch continues. */
    static SpanContext end(Span span, long leafIndex) {
        span.setAttribute("tombolo.leaf.index", leafIndex);
        span.end();
        return span.getSpanContext();
    }
}
