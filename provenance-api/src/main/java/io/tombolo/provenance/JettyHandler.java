package io.tombolo.provenance;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that knows Jetty: turns its request into an {@link ApiRequest}, and an {@link ApiResponse} into its response. */
final class JettyHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(JettyHandler.class);
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final Router router;
    private final Limits limits;
    private final boolean loopback;

    JettyHandler(Router router, Limits limits, String host) {
        this.router = router;
        this.limits = limits;
        this.loopback = isLoopback(host);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String method = request.getMethod();
        String path = request.getHttpURI().getPath();
        if (path == null || request.getHttpURI().getPathQuery().length() > limits.path()) {
            send(request, response, callback, ApiResponse.error(414, "path_too_long", "the limit is " + limits.path()));
        } else if (loopback && !LOCAL_NAMES.contains(String.valueOf(Request.getServerName(request)))) {
            // A web page from elsewhere that made a name of its own point to this machine (DNS rebinding).
            send(
                    request,
                    response,
                    callback,
                    ApiResponse.error(421, "wrong_host", "this server answers on loopback only"));
        } else if (method.equals("GET") || method.equals("HEAD")) {
            send(request, response, callback, ask(new ApiRequest("GET", path, query(request), ByteBuffer.allocate(0))));
        } else if (method.equals("POST")) {
            post(request, response, callback, path);
        } else {
            send(
                    request,
                    response,
                    callback,
                    ApiResponse.error(405, "method_not_allowed", method + " is not answered here")
                            .with("Allow", "GET, HEAD, POST"));
        }
        return true;
    }

    private void post(Request request, Response response, Callback callback, String path) {
        if (request.getLength() > limits.body()) {
            send(request, response, callback, tooLarge());
            return;
        }
        new BodyCollector(
                        request, limits.body(), body -> send(request, response, callback, toBody(request, path, body)))
                .run();
    }

    private ApiResponse toBody(Request request, String path, BodyCollector.Body body) {
        if (body instanceof BodyCollector.Body.Whole whole) {
            return ask(new ApiRequest("POST", path, query(request), whole.bytes()));
        }
        return body instanceof BodyCollector.Body.TooLarge
                ? tooLarge()
                : ApiResponse.error(400, "bad_request", "the body did not arrive whole")
                        .with("Connection", "close");
    }

    private ApiResponse tooLarge() {
        return ApiResponse.error(413, "too_large", "a body may have " + limits.body() + " bytes")
                .with("Connection", "close");
    }

    private ApiResponse ask(ApiRequest ask) {
        try {
            return router.answer(ask);
        } catch (RuntimeException broken) {
            LOG.atError().addKeyValue("path", ask.path()).setCause(broken).log("A request failed because of a defect");
            return ApiResponse.error(500, "internal", "this is a fault of the server; its log has more");
        }
    }

    private static Map<String, String> query(Request request) {
        Map<String, String> query = new HashMap<>();
        for (Fields.Field field : Request.extractQueryParameters(request)) {
            query.putIfAbsent(field.getName(), String.valueOf(field.getValue()));
        }
        return query;
    }

    private static void send(Request request, Response response, Callback callback, ApiResponse answer) {
        ApiResponse sent = answer;
        HttpFields.Mutable headers = response.getHeaders();
        if (answer.varies()) {
            headers.put(HttpHeader.VARY, "Accept-Encoding");
            if (request.getHeaders().contains(HttpHeader.ACCEPT_ENCODING, "gzip")) {
                sent = answer.compressed();
            }
        }
        sent.headers().forEach(headers::put);
        headers.put("X-Content-Type-Options", "nosniff");
        ByteBuffer body = sent.body();
        headers.put(HttpHeader.CONTENT_LENGTH, body.remaining());
        response.setStatus(sent.status());
        response.write(true, request.getMethod().equals("HEAD") ? ByteBuffer.allocate(0) : body, callback);
    }

    /** Jetty's own refusals, in our form and without an echo of what was sent. */
    static final class PlainErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            int status = response.getStatus();
            send(request, response, callback, ApiResponse.error(status, "refused", "HTTP status " + status));
            return true;
        }
    }
}
