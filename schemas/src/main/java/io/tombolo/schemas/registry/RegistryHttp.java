package io.tombolo.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to a registry: several addresses, tried in order from the one that last answered; tries again with growing
 * pauses what is transient only (no connection, 408, 429, 5xx).
 */
final class RegistryHttp {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_REDIRECTS = 5;
    /** A schema's text of 1 MiB, escaped, with its references; or the names of many subjects. */
    private static final int MAX_ANSWER = 16 << 20;

    private final HttpClient client;
    private final List<URI> urls;
    private final @Nullable String authorization;
    private final Duration requestTimeout;
    private final int maxRetries;
    private final long waitMillis;
    private final long maxWaitMillis;
    private final AtomicInteger preferred = new AtomicInteger();

    RegistryHttp(RegistrySettings settings) {
        this.urls = settings.urls();
        this.authorization = RegistryAuth.header(settings);
        this.requestTimeout = settings.millis("http.read.timeout.ms", 60_000);
        this.maxRetries = Math.toIntExact(settings.number("max.retries", 3));
        this.waitMillis = settings.number("retries.wait.ms", 1_000);
        this.maxWaitMillis = settings.number("retries.max.wait.ms", 20_000);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.millis("http.connect.timeout.ms", 10_000));
        RegistryTls.context(settings).ifPresent(builder::sslContext);
        RegistryTls.parameters(settings).ifPresent(builder::sslParameters);
        proxy(settings).ifPresent(builder::proxy);
        this.client = builder.build();
    }

    private static Optional<ProxySelector> proxy(RegistrySettings settings) {
        String host = settings.text("proxy.host");
        return host == null
                ? Optional.empty()
                : Optional.of(ProxySelector.of(
                        new InetSocketAddress(host, Math.toIntExact(settings.number("proxy.port", 8080)))));
    }

    /** The answer's JSON; empty when the registry says that it doesn't have what was asked for. */
    Optional<JsonNode> get(String path) {
        return send("GET", path, null);
    }

    /** As {@link #get(String)}, with a body. */
    Optional<JsonNode> send(String method, String path, @Nullable JsonNode body) {
        for (int attempt = 0; ; attempt++) {
            try {
                return sendToAny(method, path, body);
            } catch (RegistryException.Unavailable e) {
                if (attempt >= maxRetries) {
                    throw e;
                }
                long pause = pauseMillis(attempt);
                LOG.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .addKeyValue("nextTryInMs", pause)
                        .log("The schema registry does not answer");
                sleep(pause, e);
            }
        }
    }

    private Optional<JsonNode> sendToAny(String method, String path, @Nullable JsonNode body) {
        int first = preferred.get();
        RegistryException.Unavailable last = null;
        for (int i = 0; i < urls.size(); i++) {
            int index = (first + i) % urls.size();
            try {
                Optional<JsonNode> answer = sendTo(urls.get(index), method, path, body);
                preferred.set(index);
                return answer;
            } catch (RegistryException.Unavailable e) {
                if (last != null) {
                    e.addSuppressed(last);
                }
                last = e;
            }
        }
        throw last == null ? new IllegalStateException("no address") : last;
    }

    private Optional<JsonNode> sendTo(URI base, String method, String path, @Nullable JsonNode body) {
        URI uri = URI.create(base + path);
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpResponse<byte[]> response = exchange(request(uri, method, body));
            if (!isRedirect(response.statusCode())) {
                return answer(base, uri, response);
            }
            uri = redirected(
                    base, uri, response.headers().firstValue("Location").orElse(""));
        }
        throw new RegistryException.Misconfigured(
                base + path + ": over " + MAX_REDIRECTS + " redirects, in a circle perhaps", null);
    }

    private static URI redirected(URI base, URI from, String location) {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new RegistryException.Misconfigured(
                    from + ": redirects to '" + location + "', which is no address", e);
        }
        if (location.isEmpty()) {
            throw new RegistryException.Misconfigured(from + ": redirects to nowhere", null);
        }
        if (!Objects.equals(to.getAuthority(), base.getAuthority())
                || !Objects.equals(to.getScheme(), base.getScheme())) {
            throw new RegistryException.Misconfigured(
                    from + ": redirects to " + to + "; credentials don't follow, so give that address instead", null);
        }
        return to;
    }

    private HttpRequest request(URI uri, String method, @Nullable JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", CONTENT_TYPE + ", application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()));
        if (body != null) {
            request.header("Content-Type", CONTENT_TYPE);
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }

    /** The client's own limit would end with the headers: a registry that falls silent in the middle must not hold anybody. */
    private HttpResponse<byte[]> exchange(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, headers -> new BoundedBody(MAX_ANSWER));
        try {
            return answer.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new RegistryException.Unavailable(
                    request.uri() + ": no answer: not whole within " + requestTimeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw failure(request.uri(), e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new RegistryException.Unavailable(request.uri() + ": interrupted", e);
        }
    }

    private static RegistryException failure(URI uri, Throwable cause) {
        if (hasCause(cause, GeneralSecurityException.class) || hasCause(cause, SSLException.class)) {
            return new RegistryException.Misconfigured(uri + ": TLS failed: " + rootMessage(cause), cause);
        }
        return hasCause(cause, BoundedBody.TooLongException.class)
                ? new RegistryException.Misconfigured(uri + ": " + rootMessage(cause), cause)
                : new RegistryException.Unavailable(uri + ": no answer: " + rootMessage(cause), cause);
    }

    private static Optional<JsonNode> answer(URI base, URI uri, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String text = new String(response.body(), StandardCharsets.UTF_8);
        JsonNode json = parse(text);
        String said = json != null && json.has("message") ? json.get("message").asText() : "";
        if (status == 408 || status == 429 || status >= 500) {
            throw new RegistryException.Unavailable(uri + ": status " + status + " " + said, null);
        }
        if (json == null && (status == 401 || status == 403 || status == 407)) {
            throw new RegistryException.Refused(
                    status, uri + ": refused with " + status + ": see basic.auth.* and bearer.auth.*");
        }
        if (json == null) {
            String type = response.headers().firstValue("Content-Type").orElse("no content type");
            throw new RegistryException.Misconfigured(
                    uri + ": status " + status + " with " + type + ", must be JSON; is " + base + " a schema registry?",
                    null);
        }
        int code = json.path("error_code").asInt(status);
        if (status == 404 && code >= 40400 && code < 40500) {
            return Optional.empty();
        }
        if (status == 404) {
            throw new RegistryException.Misconfigured(
                    uri + ": status 404 without a registry's error code; is " + base + " a schema registry?", null);
        }
        if (status >= 400) {
            throw new RegistryException.Refused(code, uri + ": refused with " + code + ": " + said);
        }
        return Optional.of(json);
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isMissingNode() ? null : json;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private long pauseMillis(int attempt) {
        return Math.min(maxWaitMillis, waitMillis << Math.min(attempt, 20));
    }

    private static void sleep(long millis, RegistryException cause) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
