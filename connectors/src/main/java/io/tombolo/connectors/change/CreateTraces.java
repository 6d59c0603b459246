package io.tombolo.connectors.change;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.tombolo.schemas.DatasetId;
import io.tombolo.tracing.RecordTrace;
import io.tombolo.tracing.TraceHeader;
import io.tombolo.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The span in which a source's record becomes a change event: it continues the trace that the record brings, as Debezium's do with its own
 * tracing, or begins one.
 */
class CreateTraces {
    static final CreateTraces NONE = new CreateTraces();

    /** Of a worker that has OpenTelemetry's API beside the plugin, as the Java agent's users do, and {@code tombolo up}. */
    static CreateTraces find() {
        try {
            Class.forName("io.opentelemetry.api.GlobalOpenTelemetry", false, CreateTraces.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return NONE;
        }
        return On.find();
    }

    /** Writes the header of a sampled event, and is done with its span. */
    void created(ConnectRecord<?> source, DatasetId dataset, Headers headers) {}

    /** Loaded only where the API is. */
    private static final class On extends CreateTraces {
        private final Tracing tracing;

        private On(Tracing tracing) {
            this.tracing = tracing;
        }

        static CreateTraces find() {
            Tracing found = Tracing.of("connectors");
            return found.isOn() ? new On(found) : NONE;
        }

        @Override
        void created(ConnectRecord<?> source, DatasetId dataset, Headers headers) {
            String topic = dataset.topic();
            Span span = tracing.begin(
                    "create " + topic, SpanKind.PRODUCER, TraceHeader.of(name -> text(source.headers(), name)));
            if (span == null) {
                return;
            }
            RecordTrace.describe(span, "create", "create", topic);
            TraceHeader.write(
                    span.getSpanContext(),
                    (name, value) -> headers.addBytes(name, value.getBytes(StandardCharsets.US_ASCII)));
            span.end();
        }

        private static @Nullable String text(Headers headers, String name) {
            Header header = headers.lastWithName(name);
            Object value = header == null ? null : header.value();
            return value instanceof byte[] bytes
                    ? new String(bytes, StandardCharsets.US_ASCII)
                    : value instanceof String text ? text : null;
        }
    }
}
