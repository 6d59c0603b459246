package io.tombolo.http.server;

import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request as the routes see it: its head, and a body that is received when a route asks for it. Parameters and headers are
 * collected when a route asks for them: most ask for neither.
 */
public final class ApiRequest {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final Body EMPTY = new Body() {
        @Override
        public long length() {
            return 0;
        }

        @Override
        public CompletableFuture<ByteBuffer> read(int limit) {
            return CompletableFuture.completedFuture(ByteBuffer.allocate(0));
        }
    };

    private final String method;
    private final String path;
    private final Supplier<Map<String, String>> readQuery;
    private final Supplier<Map<String, List<String>>> readHeaders;
    private final Body body;
    private final Supplier<Optional<X509Certificate>> certificate;
    private @Nullable Map<String, String> query;
    private @Nullable Map<String, List<String>> headers;
    private RequestTrace trace = RequestTrace.NONE;
    private Optional<String> caller = Optional.empty();
    private boolean head;

    ApiRequest(
            String method,
            String path,
            Supplier<Map<String, String>> query,
            Supplier<Map<String, List<String>>> headers,
            Body body,
            Supplier<Optional<X509Certificate>> certificate) {
        this.method = method;
        this.path = path;
        this.readQuery = query;
        this.readHeaders = headers;
        this.body = body;
        this.certificate = certificate;
    }

    /** The client's, of an authority that this server relies on for that. */
    public Optional<X509Certificate> certificate() {
        return certificate.get();
    }

    /** Who asks, as {@link Callers#admit} names it; empty where nobody is asked who it is. */
    public Optional<String> caller() {
        return caller;
    }

    ApiRequest traced(RequestTrace begun) {
        trace = begun;
        return this;
    }

    /** The span of this request, for what continues it; null where it is not sampled. */
    public @Nullable SpanContext trace() {
        return trace.context();
    }

    /** Says which pattern the path fits, for the request's span: as {@code /api/v1/datasets/{organisation}/{name}}. */
    public void route(String pattern) {
        trace.route(pattern);
    }

    void admitted(String name) {
        caller = Optional.of(name);
    }

    /** Whether only the answer's head is asked for. */
    boolean isHead() {
        return head;
    }

    ApiRequest head(boolean only) {
        head = only;
        return this;
    }

    /** GET (also for HEAD), POST, and so on. */
    public String method() {
        return method;
    }

    /** As it came, undecoded. */
    public String path() {
        return path;
    }

    /** The first value of each parameter. */
    public Map<String, String> query() {
        Map<String, String> known = query;
        if (known == null) {
            known = Collections.unmodifiableMap(readQuery.get());
            query = known;
        }
        return known;
    }

    /** Every value of each header, by its name in lower case. */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> known = headers;
        if (known == null) {
            known = Collections.unmodifiableMap(readHeaders.get());
            headers = known;
        }
        return known;
    }

    public Body body() {
        return body;
    }

    /** What a client sends after the head. */
    public interface Body {
        /** Bytes as the client announced them; -1 when it did not. */
        long length();

        /**
         * Receives it without a thread that waits; to be called once. The future fails with a {@link Problem.Refusal} when the body
         * has more than {@code limit} bytes (413) or does not arrive whole (400).
         */
        CompletableFuture<ByteBuffer> read(int limit);
    }

    /** A GET without headers. */
    public static ApiRequest get(String path, Map<String, String> query) {
        return new ApiRequest("GET", path, () -> query, Map::of, EMPTY, Optional::empty);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(query().get(name));
    }

    /** A decimal number from 0 to 2^63-1; empty where it is missing or anything else. */
    public OptionalLong number(String name) {
        String value = query().getOrDefault(name, "");
        if (!NUMBER.matcher(value).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }

    /** As {@link #number}, to 2^31-1. */
    public OptionalInt smallNumber(String name) {
        OptionalLong number = number(name);
        return number.isPresent() && number.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }

    /** The first value of a header, stripped; empty when it is missing. */
    public String header(String name) {
        return headers()
                .getOrDefault(name.toLowerCase(Locale.ROOT), List.of(""))
                .get(0);
    }
}
