package io.tombolo.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracingTest {
    private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();

    @AfterEach
    void end() {
        GlobalOpenTelemetry.resetForTest();
    }

    private Tracing on(Sampler sampler) {
        GlobalOpenTelemetry.set(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .build());
        return Tracing.of("test");
    }

    private static Headers headers(String traceparent) {
        return new RecordHeaders().add("traceparent", traceparent.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void isOffWithoutAnOpenTelemetryAndSetsNoneUp() {
        Tracing tracing = Tracing.of("test");

        assertThat(tracing.isOn()).isFalse();
        assertThat(tracing.begin("a", SpanKind.SERVER, null)).isNull();
        assertThat(tracing.follow("a", SpanKind.SERVER, RecordTrace.of(headers(SAMPLED))))
                .isNull();
        assertThat(GlobalOpenTelemetry.isSet()).isFalse();
    }

    @Test
    void aRecordCarriesASampledSpanOn() {
        Tracing tracing = on(Sampler.parentBased(Sampler.alwaysOn()));
        Span first = Objects.requireNonNull(tracing.begin("first", SpanKind.SERVER, null));
        Headers headers = headers(SAMPLED);

        RecordTrace.write(first.getSpanContext(), headers);
        Span second = Objects.requireNonNull(tracing.follow("second", SpanKind.CONSUMER, RecordTrace.of(headers)));
        second.end();

        assertThat(headers.headers("traceparent")).hasSize(1);
        assertThat(exported.getFinishedSpanItems()).singleElement().satisfies(span -> {
            assertThat(span.getTraceId()).isEqualTo(first.getSpanContext().getTraceId());
            assertThat(span.getParentSpanId()).isEqualTo(first.getSpanContext().getSpanId());
            assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("io.tombolo.test");
        });
    }

    @Test
    void whatIsNotSampledLeavesNothing() {
        Tracing tracing = on(Sampler.parentBased(Sampler.alwaysOff()));

        assertThat(tracing.begin("a", SpanKind.SERVER, null)).isNull();
        assertThat(RecordTrace.of(headers(SAMPLED.replaceFirst("01$", "00")))).isNull();
        assertThat(RecordTrace.of(new RecordHeaders())).isNull();
        assertThat(exported.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void aHeaderThatIsNotOneIsNotFollowed() {
        for (String bad : List.of(
                "",
                "x",
                SAMPLED + "0".repeat(600),
                SAMPLED.replace('b', 'B'),
                "ff" + SAMPLED.substring(2),
                "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01")) {
            assertThat(RecordTrace.of(headers(bad))).as(bad).isNull();
        }
        assertThat(RecordTrace.of(new RecordHeaders().add("traceparent", null))).isNull();
    }

    @Test
    void aBatchContinuesTheFirstAndIsLinkedToSomeOfTheOthers() {
        Tracing tracing = on(Sampler.alwaysOn());
        Traced records = new Traced();
        assertThat(tracing.join("seal", SpanKind.INTERNAL, records)).isNull();
        for (int i = 0; i < 100; i++) {
            records.add(SpanContext.createFromRemoteParent(
                    "%032x".formatted(i + 1),
                    "%016x".formatted(i + 1),
                    io.opentelemetry.api.trace.TraceFlags.getSampled(),
                    io.opentelemetry.api.trace.TraceState.getDefault()));
        }

        Objects.requireNonNull(tracing.join("seal", SpanKind.INTERNAL, records)).end();

        SpanData seal = exported.getFinishedSpanItems().get(0);
        assertThat(records.count()).isEqualTo(100);
        assertThat(seal.getParentSpanId()).isEqualTo("%016x".formatted(1));
        assertThat(seal.getLinks())
                .extracting(LinkData::getSpanContext)
                .containsExactlyElementsOf(records.kept().subList(1, 32));
    }
}
