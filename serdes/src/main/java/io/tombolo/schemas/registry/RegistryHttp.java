package io.tombolo.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimitException;
import io.tombolo.http.HttpLimits;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
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
    /** The names of 200,000 subjects, say. */
    private static final JsonMapper JSON = BoundedJson.mapper(250_000);

    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_REDIRECTS = 5;
    /** A schema's text of 1 MiB, escaped, with its references; or the names of many subjects. */
    private static final int MAX_ANSWER = 16 << 20;

    private final BoundedHttp http;
    private final List<URI> urls;
    private final @Nullable String authorization;
    private final int maxRetries;
    private final long waitMillis;
    private final long maxWaitMillis;
    private final AtomicInteger preferred = new AtomicInteger();

    RegistryHttp(RegistrySettings settings) {
        this.urls = settings.urls();
        this.authorization = RegistryAuth.header(settings);
        this.maxRetries = Math.toIntExact(settings.number("max.retries", 3));
        this.waitMillis = settings.number("retries.wait.ms", 1_000);
        this.maxWaitMillis = settings.number("retries.max.wait.ms", 20_000);
        this.http = client(
                settings, new HttpLimits(settings.millis("http.read.timeout.ms", 60_000), MAX_ANSWER, MAX_REDIRECTS));
    }

    static BoundedHttp client(RegistrySettings settings, HttpLimits limits) {
        HttpClient.Builder client =
                BoundedHttp.client().connectTimeout(settings.millis("http.connect.timeout.ms", 10_000));
        RegistryTls.context(settings).ifPresent(client::sslContext);
        RegistryTls.parameters(settings).ifPresent(client::sslParameters);
        proxy(settings).ifPresent(client::proxy);
        return new BoundedHttp(client.build(), limits);
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
        return answer(base, exchange(request(URI.create(base + path), method, body)));
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

    private HttpAnswer exchange(HttpRequest request) {
        try {
            return http.send(request);
        } catch (HttpLimitException e) {
            throw e.limit() == HttpLimitException.Limit.TIME
                    ? new RegistryException.Unavailable(String.valueOf(e.getMessage()), e)
                    : new RegistryException.Misconfigured(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            if (hasCause(e, GeneralSecurityException.class) || hasCause(e, SSLException.class)) {
                throw new RegistryException.Misconfigured(request.uri() + ": TLS failed: " + rootMessage(e), e);
            }
            throw new RegistryException.Unavailable(request.uri() + ": no answer: " + rootMessage(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException.Unavailable(request.uri() + ": interrupted", e);
        }
    }

    private static Optional<JsonNode> answer(URI base, HttpAnswer answer) {
        URI uri = answer.uri();
        int status = answer.status();
        JsonNode json = parse(uri, answer.text());
        String said = json != null && json.has("message") ? json.get("message").asText() : "";
        if (status == 408 || status == 429 || status >= 500) {
            throw new RegistryException.Unavailable(uri + ": status " + status + " " + said, null);
        }
        if (json == null && (status == 401 || status == 403 || status == 407)) {
            throw new RegistryException.Refused(
                    status, uri + ": refused with " + status + ": see basic.auth.* and bearer.auth.*");
        }
        if (json == null) {
            String type = answer.header("Content-Type").orElse("no content type");
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

    private static @Nullable JsonNode parse(URI uri, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isMissingNode() ? null : json;
        } catch (StreamConstraintsException e) {
            throw new RegistryException.Misconfigured(uri + ": " + e.getOriginalMessage(), e);
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
