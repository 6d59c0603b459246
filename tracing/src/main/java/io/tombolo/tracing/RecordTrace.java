package io.tombolo.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a record of Kafka is part of. No commitment covers its headers: who may write a topic, or runs its broker, may write what it likes there,
 * and a verdict does not depend on it.
 */
public final class RecordTrace {
    /** Longer values are not W3C's. */
    private static final int LONGEST = 512;

    private RecordTrace() {}

    /** What a record continues; null where it was not sampled. */
    public static @Nullable SpanContext of(Headers headers) {
        // Most records have none: nothing else is made for them.
        return headers.lastHeader(TraceHeader.NAME) == null
                ? null
                : TraceHeader.of(name -> text(headers.lastHeader(name)));
    }

    /** Writes the headers, in place of those that are there. */
    public static void write(SpanContext span, Headers headers) {
        TraceHeader.write(
                span, (name, value) -> headers.remove(name).add(name, value.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A span in which a record is processed: it continues the record's. Null for one that was not sampled. */
    public static @Nullable Span process(Tracing tracing, String operation, ConsumerRecord<?, ?> record) {
        if (!tracing.isOn()) {
            return null;
        }
        Span span = tracing.follow(operation + " " + record.topic(), SpanKind.CONSUMER, of(record.headers()));
        if (span != null) {
            describe(span, operation, "process", record.topic());
            span.setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()));
            span.setAttribute("messaging.kafka.offset", record.offset());
        }
        return span;
    }

    /**
     * Sets what OpenTelemetry's conventions for messaging ask of every span.
     *
     * @param type of the operation, as the conventions name it: {@code create}, {@code send} or {@code process}
     */
    public static void describe(Span span, String operation, String type, String topic) {
        span.setAttribute("messaging.system", "kafka");
        span.setAttribute("messaging.operation.name", operation);
        span.setAttribute("messaging.operation.type", type);
        span.setAttribute("messaging.destination.name", topic);
    }

    private static @Nullable String text(@Nullable Header header) {
        byte[] value = header == null ? null : header.value();
        return value == null || value.length > LONGEST ? null : new String(value, StandardCharsets.US_ASCII);
    }
}
