package io.tombolo.push;

import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every path of a push endpoint: what is refused before a body is received, and how many are received at once. */
final class PushRoutes implements WebServer.Router {

    private static final Pattern EVENTS = Pattern.compile("/v1/datasets/([^/]+)/([^/]+)/events");
    /** The same for people. */
    private static final String EVENTS_PATH = "/v1/datasets/{organisation}/{dataset}/events";

    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\";\\s]*)");
    private static final byte[] OPEN_API = openApi();

    private final PushService service;
    private final PushServer.Config config;
    private final AtomicLong receiving = new AtomicLong();

    PushRoutes(PushService service, PushServer.Config config) {
        this.service = service;
        this.config = config;
    }

    private static byte[] openApi() {
        try (InputStream in = PushRoutes.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not in this jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<ApiResponse> answer(ApiRequest request) {
        Matcher events = EVENTS.matcher(request.path());
        if (events.matches()) {
            requireMethod(request, "POST");
            request.route(EVENTS_PATH);
            return events(request, events.group(1), events.group(2));
        }
        ApiResponse found = switch (request.path()) {
            case "/openapi.yaml" -> ApiResponse.resource("application/yaml", OPEN_API);
            case "/health" -> ApiResponse.json(service.ready() ? 200 : 503, Map.of("ready", service.ready()));
            default -> throw PushProblem.refused(404, "not-found", "Not found", "path", "unknown", "see /openapi.yaml");
        };
        requireMethod(request, "GET");
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public boolean isTraced() {
        return true;
    }

    private static void requireMethod(ApiRequest request, String method) {
        if (!request.method().equals(method)) {
            throw PushProblem.refused(
                    405, "method", "Method not allowed", "method", request.method(), "must be " + method);
        }
    }

    private CompletionStage<ApiResponse> events(ApiRequest request, String organisation, String dataset) {
        PushService.Pushed ask = new PushService.Pushed(
                organisation,
                dataset,
                request.header("Authorization"),
                request.header("Idempotency-Key"),
                mediaType(request),
                request.text("op").orElse("CREATE").toUpperCase(Locale.ROOT),
                null);
        PushKeys.Key key = service.admit(
                ask,
                config.protection()
                        .callers()
                        .flatMap(callers -> callers.find(ask.authorization(), request.certificate())));
        boolean packed =
                PackedBody.isPacked(String.join(", ", request.headers().getOrDefault("content-encoding", List.of())));
        requireUtf8(request);
        PushService.Pushed whole = ask.with(BinaryEvent.of(eventHeaders(request), ask.mediaType()));
        int limit = config.limits().bodyBytes();
        long length = request.body().length();
        if (length > limit) {
            throw PushProblem.tooLarge("body", length + " bytes", "limit " + limit + " bytes");
        }
        long reserved = length < 0 || packed ? limit : length;
        if (receiving.addAndGet(reserved) > config.limits().receivedBytes()) {
            receiving.addAndGet(-reserved);
            throw PushProblem.busy(
                    "server",
                    "is receiving as much as it may",
                    "limit " + config.limits().receivedBytes() + " bytes at once");
        }
        return request.body()
                .read(limit)
                .whenComplete((body, failure) -> receiving.addAndGet(failure == null ? 0 : -reserved))
                .thenCompose(body -> {
                    try {
                        byte[] plain = packed ? PackedBody.unpacked(bytes(body), limit) : bytes(body);
                        return service.answer(whole, key, plain, request.trace());
                    } finally {
                        // Given back before Kafka answers: what waits for that has a limit of its own.
                        receiving.addAndGet(-reserved);
                    }
                });
    }

    private static byte[] bytes(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return bytes;
    }

    /** What headers say that begin with {@code ce-}, by the rest of their names. */
    private static Map<String, String> eventHeaders(ApiRequest request) {
        Map<String, String> said = new HashMap<>();
        request.headers().forEach((name, values) -> {
            if (name.startsWith(BinaryEvent.PREFIX)) {
                if (values.size() > 1) {
                    throw CloudAttributes.refused("header " + name, "given twice", "must be given once");
                }
                said.put(name.substring(BinaryEvent.PREFIX.length()), values.get(0));
            }
        });
        return said;
    }

    private static String mediaType(ApiRequest request) {
        String value = request.header("Content-Type");
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    /** JSON is UTF-8: what says that it is something else must not be read as if it were that. */
    private static void requireUtf8(ApiRequest request) {
        Matcher charset = CHARSET.matcher(request.header("Content-Type"));
        if (charset.find()
                && !charset.group(1).equalsIgnoreCase("utf-8")
                && !charset.group(1).equalsIgnoreCase("us-ascii")) {
            throw PushProblem.refused(
                    415,
                    "media-type",
                    "Unsupported media type",
                    "Content-Type",
                    "charset=" + charset.group(1),
                    "must be UTF-8");
        }
    }
}
