package io.tombolo.http.server;

import io.tombolo.tracing.Tracing;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns Jetty's request into an {@link ApiRequest}, and an {@link ApiResponse} into its response. */
final class JettyHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(JettyHandler.class);
    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final WebServer.Router router;
    private final WebServer.Settings settings;
    private final boolean loopback;
    private final RateLimit rate;
    private final Tracing tracing;
    private final LongAdder[] answers = Stream.generate(LongAdder::new).limit(6).toArray(LongAdder[]::new);

    /** Called on a selector's thread, which must not wait: see {@link #handle}. */
    JettyHandler(WebServer.Router router, WebServer.Settings settings, LongSupplier nanos) {
        super(InvocationType.NON_BLOCKING);
        this.router = router;
        this.settings = settings;
        this.loopback = Protection.isLoopback(settings.host())
                && settings.protection().certificate().isEmpty();
        this.tracing = router.isTraced() ? Tracing.of("http") : Tracing.OFF;
        this.rate = new RateLimit(settings.limits().rate(), nanos);
    }

    private boolean mayWait() {
        return settings.protection().callers().map(Callers::mayWait).orElse(false);
    }

    /** How many answers had a status of this class, 1 to 5, as 4 for 400 to 499. */
    long answers(int statusClass) {
        return answers[statusClass].sum();
    }

    /** Answers at once what takes no longer than to hand it over, and everything else on a thread of the pool. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        if (path != null && router.isQuick(path) && !mayWait()) {
            respond(request, response, callback);
        } else {
            request.getComponents().getExecutor().execute(() -> {
                try {
                    respond(request, response, callback);
                } catch (RuntimeException | Error broken) {
                    callback.failed(broken);
                }
            });
        }
        return true;
    }

    private void respond(Request request, Response response, Callback callback) {
        BodyCollector body = new BodyCollector(request);
        RequestTrace trace = RequestTrace.begin(tracing, settings.name(), request.getMethod(), request.getHeaders());
        CompletionStage<Void> unused = answer(request, body, trace)
                .exceptionally(failure -> refusal(request, failure))
                .thenAccept(answer -> {
                    send(request, response, callback, answer, body.ended());
                    trace.end(response.getStatus());
                });
    }

    private CompletionStage<ApiResponse> answer(Request request, BodyCollector body, RequestTrace trace) {
        try {
            check(request);
            String method = request.getMethod();
            boolean head = method.equals("HEAD");
            ApiRequest asked = new ApiRequest(
                            head ? "GET" : method,
                            request.getHttpURI().getPath(),
                            () -> query(request),
                            () -> headers(request),
                            body,
                            () -> certificate(request))
                    .head(head)
                    .traced(trace);
            Protection protection = settings.protection();
            protection.callers().ifPresent(callers -> {
                String name = callers.admit(
                        asked.header("authorization"),
                        asked.certificate(),
                        protection.needed().apply(asked));
                protection.limits().accept(name, asked);
                asked.admitted(name);
            });
            if (rate.applies() && router.isLimited(asked.path())) {
                rate.take(asked.caller().map("token "::concat).orElseGet(() -> "address " + address(request)));
            }
            return router.answer(asked);
        } catch (Problem.Refusal refused) {
            return CompletableFuture.failedFuture(refused);
        } catch (RuntimeException broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    /** The client's; behind a proxy that ends TLS, as the proxy states it: what a client wrote there itself is before that. */
    private String address(Request request) {
        List<String> forwarded =
                settings.protection().proxied() ? request.getHeaders().getCSV("X-Forwarded-For", false) : List.of();
        return forwarded.isEmpty() ? Request.getRemoteAddr(request) : forwarded.get(forwarded.size() - 1);
    }

    /** What the client showed in the handshake, where it was asked. */
    private static Optional<X509Certificate> certificate(Request request) {
        EndPoint.@Nullable SslSessionData tls =
                request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        X509Certificate @Nullable [] shown = tls == null ? null : tls.peerCertificates();
        return shown == null || shown.length == 0 ? Optional.empty() : Optional.of(shown[0]);
    }

    private void check(Request request) {
        String path = request.getHttpURI().getPath();
        int limit = settings.limits().path();
        if (path == null || request.getHttpURI().getPathQuery().length() > limit) {
            throw new Problem.Refusal(Problem.of(414, "path-too-long", "the limit is " + limit));
        }
        String name = String.valueOf(Request.getServerName(request));
        if (loopback && !LOCAL_NAMES.contains(name) && !name.equals(settings.host())) {
            throw new Problem.Refusal(
                    Problem.of(421, "wrong-host", "Host " + name + ": this server listens on loopback only"));
        }
    }

    private ApiResponse refusal(Request request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem.Refusal refused) {
            ApiResponse answer = settings.errors().apply(refused.problem());
            boolean asksForToken = refused.problem().status() == 401
                    && settings.protection().callers().isPresent();
            // Basic too, for browsers, which ask for a password then: the token.
            return asksForToken
                    ? answer.with("WWW-Authenticate", "Bearer realm=\"tombolo\", Basic realm=\"tombolo\"")
                    : answer;
        }
        LOG.atError()
                .addKeyValue("path", request.getHttpURI().getPath())
                .setCause(cause)
                .log("A request failed because of a defect");
        return settings.errors().apply(Problem.of(500, "internal", "this is a fault of the server; its log has more"));
    }

    private static Map<String, String> query(Request request) {
        Map<String, String> query = new HashMap<>();
        for (Fields.Field field : Request.extractQueryParameters(request)) {
            query.putIfAbsent(field.getName(), String.valueOf(field.getValue()));
        }
        return query;
    }

    private static Map<String, List<String>> headers(Request request) {
        Map<String, List<String>> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue() == null ? "" : field.getValue().strip();
            headers.computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(value);
        }
        return headers;
    }

    private void send(Request request, Response response, Callback callback, ApiResponse answer, boolean received) {
        ApiResponse sent = answer.isTagged()
                ? answer.unless(String.join(",", request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH)))
                : answer;
        answers[Math.min(5, sent.status() / 100)].increment();
        HttpFields.Mutable headers = response.getHeaders();
        if (answer.varies()) {
            headers.put(HttpHeader.VARY, "Accept-Encoding");
            if (request.getHeaders().contains(HttpHeader.ACCEPT_ENCODING, "gzip")) {
                sent = sent.compressed();
            }
        }
        for (HttpField field : sent.fields()) {
            headers.put(field);
        }
        headers.put(NO_SNIFFING);
        String method = request.getMethod();
        if (answer.status() >= 400 && !received && !method.equals("GET") && !method.equals("HEAD")) {
            // What is left of a body that was not read must not be taken for the next request.
            headers.put(HttpHeader.CONNECTION, "close");
        }
        response.setStatus(sent.status());
        if (sent.reader().isPresent() && !method.equals("HEAD")) {
            sent.reader().get().begin(request, response, callback);
            return;
        }
        if (sent.status() == 304) {
            // Not the last write: at that, Jetty would state a length of 0, and that of the body that the client has is
            // another.
            response.write(false, ByteBuffer.allocate(0), callback);
            return;
        }
        ByteBuffer body = sent.body();
        headers.put(HttpHeader.CONTENT_LENGTH, body.remaining());
        response.write(true, method.equals("HEAD") ? ByteBuffer.allocate(0) : body, callback);
    }

    /** Jetty's own refusals, in the same form and without an echo of what was sent. */
    ErrorHandler errors() {
        return new ErrorHandler() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                int status = response.getStatus();
                ApiResponse answer = settings.errors().apply(Problem.of(status, "refused", "HTTP status " + status));
                send(request, response, callback, answer, false);
                return true;
            }
        };
    }
}
