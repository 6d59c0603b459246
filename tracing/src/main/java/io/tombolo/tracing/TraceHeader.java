package io.tombolo.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The headers {@code traceparent} and {@code tracestate} (W3C Trace Context). */
public final class TraceHeader {
    /** Of a sampled record and of the request that a sampled one is part of. */
    public static final String NAME = "traceparent";

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<Function<String, @Nullable String>> GETTER = new FunctionGetter();

    private TraceHeader() {}

    /**
     * What a request or another carrier continues; null where it was not sampled, or says nothing that is valid.
     *
     * @param headers a header's value by its name in lower case, or null
     */
    public static @Nullable SpanContext of(Function<String, @Nullable String> headers) {
        if (headers.apply(NAME) == null) {
            return null;
        }
        SpanContext found =
                Span.fromContext(W3C.extract(Context.root(), headers, GETTER)).getSpanContext();
        return found.isValid() && found.isSampled() ? found : null;
    }

    /** Gives the headers, by name and value. */
    public static void write(SpanContext span, BiConsumer<String, String> headers) {
        W3C.inject(Context.root().with(Span.wrap(span)), headers, BiConsumer::accept);
    }

    private static final class FunctionGetter implements TextMapGetter<Function<String, @Nullable String>> {
        @Override
        public Iterable<String> keys(Function<String, @Nullable String> carrier) {
            return List.of(NAME, "tracestate");
        }

        @Override
        public @Nullable String get(@Nullable Function<String, @Nullable String> carrier, String key) {
            return carrier == null ? null : carrier.apply(key);
        }
    }
}
