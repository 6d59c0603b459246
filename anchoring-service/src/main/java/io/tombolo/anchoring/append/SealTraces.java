package io.tombolo.anchoring.append;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.tombolo.merkle.TreeHead;
import io.tombolo.tracing.RecordTrace;
import io.tombolo.tracing.Traced;
import io.tombolo.tracing.Tracing;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The spans in which batches with sampled records are sealed. Safe for use by several threads. */
final class SealTraces {
    private final Tracing tracing;

    SealTraces(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Null for a batch without a sampled record. */
    @Nullable Span begin(PartitionLog log) {
        Traced records = log.takeTraced();
        if (records == null) {
            return null;
        }
        Span span = tracing.join("seal", SpanKind.INTERNAL, records);
        if (span != null) {
            span.setAttribute("tombolo.origin", log.origin);
            span.setAttribute("tombolo.traced.records", records.count());
        }
        return span;
    }

    /** Ends it, and has the checkpoint carry it on. */
    static void end(@Nullable Span span, TreeHead head, Headers checkpoint) {
        if (span != null) {
            span.setAttribute("tombolo.tree.size", head.size());
            RecordTrace.write(span.getSpanContext(), checkpoint);
            span.end();
        }
    }
}
