package io.tombolo.http.server;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.tombolo.tracing.TraceHeader;
import io.tombolo.tracing.Tracing;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * The span of one request, if it is sampled. It has the pattern of the path and never the path itself, nor a parameter: those name datasets,
 * keys of rows and secrets of invitations.
 */
final class RequestTrace {
    /** Of a request that is not sampled. */
    static final RequestTrace NONE = new RequestTrace(null, "", "");

    private final @Nullable Span span;
    private final String method;
    private final String server;

    private RequestTrace(@Nullable Span span, String method, String server) {
        this.span = span;
        this.method = method;
        this.server = server;
    }

    /**
     * Begins a trace, or continues the client's.
     *
     * @param server its name, as metrics have it
     */
    static RequestTrace begin(Tracing tracing, String server, String method, HttpFields headers) {
        if (!tracing.isOn()) {
            return NONE;
        }
        Span span = tracing.begin(method, SpanKind.SERVER, TraceHeader.of(headers::get));
        return span == null ? NONE : new RequestTrace(span, method, server);
    }

    /** What a part of the answer continues; null where the request is not sampled. */
    @Nullable SpanContext context() {
        return span == null ? null : span.getSpanContext();
    }

    /** The pattern of the path. */
    void route(String pattern) {
        if (span != null) {
            span.updateName(method + " " + pattern);
            span.setAttribute("http.route", pattern);
        }
    }

    void end(int status) {
        if (span != null) {
            span.setAttribute("http.request.method", method);
            span.setAttribute("http.response.status_code", (long) status);
            span.setAttribute("tombolo.server", server);
            if (status >= 500) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
