package io.tombolo.connectors.push;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything here that knows Jetty's requests and responses. */
final class PushHandler extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(PushHandler.class);
    private static final Pattern EVENTS = Pattern.compile("/v1/datasets/([^/]+)/([^/]+)/events");
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final String OPEN_API = openApi();

    private final PushService service;
    private final PushServer.Config config;
    private final AtomicLong receiving = new AtomicLong();
    private final boolean loopback;

    PushHandler(PushService service, PushServer.Config config) {
        this.service = service;
        this.config = config;
        this.loopback = isLoopback(config.host());
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static String openApi() {
        try (InputStream in = PushHandler.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not in this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            answer(request, response, callback);
        } catch (RequestRefused refused) {
            send(response, callback, Reply.of(refused.problem()));
        } catch (RuntimeException broken) {
            send(response, callback, fault(broken));
        }
        return true;
    }

    private void answer(Request request, Response response, Callback callback) {
        String path = String.valueOf(request.getHttpURI().getPath());
        if (loopback && !LOCAL_NAMES.contains(String.valueOf(Request.getServerName(request)))) {
            // A web page from elsewhere that made a name of its own point to this machine (DNS rebinding).
            throw new RequestRefused(new Problem(
                    421, "wrong-host", "Wrong host", "Host", "another name", "this server answers on loopback only"));
        }
        Matcher events = EVENTS.matcher(path);
        if (events.matches()) {
            requireMethod(request, "POST");
            events(request, response, callback, events.group(1), events.group(2));
        } else if (path.equals("/openapi.yaml")) {
            requireMethod(request, "GET");
            send(response, callback, new Reply(200, Map.of("Content-Type", "application/yaml"), OPEN_API));
        } else if (path.equals("/health")) {
            requireMethod(request, "GET");
            boolean ready = service.ready();
            send(response, callback, Reply.json(ready ? 200 : 503, "{\"ready\":" + ready + "}"));
        } else {
            throw new RequestRefused(
                    new Problem(404, "not-found", "Not found", "path", "unknown", "see /openapi.yaml"));
        }
    }

    private static void requireMethod(Request request, String method) {
        if (!request.getMethod().equals(method)) {
            throw new RequestRefused(new Problem(
                    405, "method", "Method not allowed", "method", request.getMethod(), "must be " + method));
        }
    }

    private void events(Request request, Response response, Callback callback, String organisation, String dataset) {
        PushService.Pushed ask = new PushService.Pushed(
                organisation,
                dataset,
                header(request, HttpHeader.AUTHORIZATION.asString()),
                header(request, "Idempotency-Key"),
                mediaType(request),
                op(request),
                null);
        PushKeys.Key key = service.admit(ask);
        boolean packed =
                PackedBody.isPacked(String.join(", ", request.getHeaders().getValuesList(HttpHeader.CONTENT_ENCODING))
                        .strip());
        requireUtf8(request);
        PushService.Pushed whole = ask.with(BinaryEvent.of(eventHeaders(request), ask.mediaType()));
        int limit = config.limits().bodyBytes();
        if (request.getLength() > limit) {
            throw new RequestRefused(
                    Problem.tooLarge("body", request.getLength() + " bytes", "limit " + limit + " bytes"));
        }
        long reserved = request.getLength() < 0 || packed ? limit : request.getLength();
        if (receiving.addAndGet(reserved) > config.limits().receivedBytes()) {
            receiving.addAndGet(-reserved);
            throw new RequestRefused(Problem.busy(
                    "server",
                    "is receiving as much as it may",
                    "limit " + config.limits().receivedBytes() + " bytes at once"));
        }
        new BodyReader(
                        request,
                        limit,
                        body -> received(response, callback, reserved, whole, key, body, packed),
                        problem -> {
                            receiving.addAndGet(-reserved);
                            send(response, callback, Reply.of(problem));
                        })
                .run();
    }

    private void received(
            Response response,
            Callback callback,
            long reserved,
            PushService.Pushed ask,
            PushKeys.Key key,
            byte[] body,
            boolean packed) {
        CompletableFuture<Reply> answered;
        try {
            byte[] plain = packed ? PackedBody.unpacked(body, config.limits().bodyBytes()) : body;
            answered = service.answer(ask, key, plain);
        } catch (RequestRefused refused) {
            send(response, callback, Reply.of(refused.problem()));
            return;
        } catch (RuntimeException broken) {
            send(response, callback, fault(broken));
            return;
        } finally {
            // Given back before Kafka answers: what waits for that has a limit of its own.
            receiving.addAndGet(-reserved);
        }
        CompletableFuture<Reply> unused = answered.whenComplete(
                (reply, failure) -> send(response, callback, failure == null ? reply : fault(failure)));
    }

    private static Reply fault(@Nullable Throwable cause) {
        LOG.atError().setCause(cause).log("A request failed because of a defect");
        return Reply.of(new Problem(500, "internal", "A fault of the server", "server", "failed", "its log has more"));
    }

    /** What headers say that begin with {@code ce-}, by the rest of their names in lower case. */
    private static Map<String, String> eventHeaders(Request request) {
        Map<String, String> said = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (name.startsWith(BinaryEvent.PREFIX)) {
                String value = field.getValue() == null ? "" : field.getValue().strip();
                if (said.put(name.substring(BinaryEvent.PREFIX.length()), value) != null) {
                    throw CloudAttributes.refused("header " + name, "given twice", "must be given once");
                }
            }
        }
        return said;
    }

    private static String header(Request request, String name) {
        HttpField field = request.getHeaders().getField(name);
        String value = field == null ? null : field.getValue();
        return value == null ? "" : value.strip();
    }

    private static String mediaType(Request request) {
        String value = header(request, HttpHeader.CONTENT_TYPE.asString());
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    /** JSON is UTF-8: what says that it is something else must not be read as if it were that. */
    private static void requireUtf8(Request request) {
        String value = header(request, HttpHeader.CONTENT_TYPE.asString());
        String charset = MimeTypes.getCharsetFromContentType(value);
        if (charset != null && !charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("us-ascii")) {
            throw new RequestRefused(new Problem(
                    415,
                    "media-type",
                    "Unsupported media type",
                    "Content-Type",
                    "charset=" + charset,
                    "must be UTF-8"));
        }
    }

    private static String op(Request request) {
        Fields.Field op = Request.extractQueryParameters(request).get("op");
        return op == null ? "CREATE" : String.valueOf(op.getValue()).toUpperCase(Locale.ROOT);
    }

    private static void send(Response response, Callback callback, Reply reply) {
        HttpFields.Mutable headers = response.getHeaders();
        reply.headers().forEach(headers::put);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        if (reply.status() >= 400) {
            // What is left of a body that was not read must not be taken for the next request.
            headers.put(HttpHeader.CONNECTION, "close");
        }
        byte[] body = reply.bytes();
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        response.setStatus(reply.status());
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Jetty's own refusals, in our form and without an echo of what was sent. */
    static final class PlainErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            int status = response.getStatus();
            send(
                    response,
                    callback,
                    Reply.of(new Problem(status, "refused", "Refused", "request", "HTTP status " + status, "")));
            return true;
        }
    }
}
