package io.tombolo.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one part of the program. Without an OpenTelemetry of the process it is off: then each call is a comparison with null. Only
 * sampled spans exist: what is not sampled is null, and leaves nothing in a record.
 */
public final class Tracing {
    /** Nothing is traced. */
    public static final Tracing OFF = new Tracing(null);

    private final @Nullable Tracer tracer;

    private Tracing(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    /**
     * With the OpenTelemetry that was set up before in this JVM, by the command line, an application or the Java agent.
     *
     * @param part name of the spans' scope after {@code io.tombolo.}, as {@code push}
     */
    public static Tracing of(String part) {
        return GlobalOpenTelemetry.isSet()
                ? new Tracing(GlobalOpenTelemetry.get().getTracer("io.tombolo." + part))
                : OFF;
    }

    /** Whether a span can come of anything. */
    public boolean isOn() {
        return tracer != null;
    }

    /** A span that begins a trace, or continues its caller's. Null unless sampled. */
    public @Nullable Span begin(String name, SpanKind kind, @Nullable SpanContext caller) {
        return started(name, kind, caller, List.of());
    }

    /** A span that continues the trace of another one. Null where there is none, and unless sampled. */
    public @Nullable Span follow(String name, SpanKind kind, @Nullable SpanContext before) {
        return before == null ? null : started(name, kind, before, List.of());
    }

    /** A span that many lead to: it continues the first one's trace, and is linked to the others. Null where none does. */
    public @Nullable Span join(String name, SpanKind kind, Traced before) {
        List<SpanContext> kept = before.kept();
        return kept.isEmpty() ? null : started(name, kind, kept.get(0), kept.subList(1, kept.size()));
    }

    private @Nullable Span started(String name, SpanKind kind, @Nullable SpanContext parent, List<SpanContext> linked) {
        Tracer known = tracer;
        if (known == null) {
            return null;
        }
        Context within = parent == null ? Context.root() : Context.root().with(Span.wrap(parent));
        SpanBuilder builder = known.spanBuilder(name).setSpanKind(kind).setParent(within);
        linked.forEach(builder::addLink);
        Span span = builder.startSpan();
        return span.getSpanContext().isSampled() ? span : null;
    }
}
