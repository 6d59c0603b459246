package io.tombolo.push;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.tombolo.tracing.RecordTrace;
import io.tombolo.tracing.Tracing;
import java.util.ArrayList;
import java.util.List;

/** The spans of requests on their way to Kafka: one for each sampled request, which all of its records carry on. */
final class SendTraces {
    private final Tracing tracing = Tracing.of("push");

    /** Begins the spans of one transaction, and writes them into its records. */
    List<Span> begin(List<Submission> together) {
        if (!tracing.isOn()) {
            return List.of();
        }
        List<Span> begun = new ArrayList<>();
        for (Submission one : together) {
            String topic = one.dataset().topic();
            Span span = tracing.follow("send " + topic, SpanKind.PRODUCER, one.trace());
            if (span != null) {
                RecordTrace.describe(span, "send", "send", topic);
                span.setAttribute("messaging.batch.message_count", one.records().size());
                one.records().forEach(record -> RecordTrace.write(span.getSpanContext(), record.headers()));
                begun.add(span);
            }
        }
        return begun;
    }

    /** The transaction is committed, or its end is not known. */
    static void end(List<Span> begun, boolean committed) {
        for (Span span : begun) {
            if (!committed) {
                span.setStatus(StatusCode.ERROR, "the end of the transaction is not known");
            }
            span.end();
        }
    }
}
