package io.tombolo.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/**
 * Sends requests to servers that may be anybody's. A request ends with a whole answer or an exception within the limits, whatever
 * the server does: the JDK's own time limit ends with the headers, and its body handlers keep all that is sent. Safe for use by
 * several threads.
 */
public final class BoundedHttp {
    private final HttpClient client;
    private final HttpLimits limits;
    private final Optional<String> token;

    /** @param client should not follow redirects itself, so that the limits on them hold; see {@link #client()} */
    public BoundedHttp(HttpClient client, HttpLimits limits) {
        this(client, limits, Optional.empty());
    }

    BoundedHttp(HttpClient client, HttpLimits limits, Optional<String> token) {
        this.client = client;
        this.limits = limits;
        this.token = token;
    }

    /** As {@link #BoundedHttp(HttpClient, HttpLimits)}, with a client as {@link #client()} makes it. */
    public BoundedHttp(HttpLimits limits) {
        this(client().build(), limits);
    }

    /** A JDK client as this class expects it: HTTP/1.1, at most 30 s to connect (with TLS, on a busy machine), no redirects of its own. */
    public static HttpClient.Builder client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(30));
    }

    /**
     * The whole answer, of whatever status.
     *
     * @throws HttpLimitException when a limit is reached
     * @throws IOException when nobody answers there, TLS fails, or the answer breaks off
     */
    public HttpAnswer send(HttpRequest request) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limits.time().toNanos();
        // Redirects stay on the same server, so that it gets no further.
        HttpRequest next = token.map(text -> HttpRequest.newBuilder(request, (name, value) -> true)
                        .setHeader("Authorization", "Bearer " + text)
                        .build())
                .orElse(request);
        for (int hop = 0; ; hop++) {
            HttpResponse<byte[]> response = exchange(next, deadline);
            if (!isRedirect(response.statusCode())) {
                byte[] body = decoded(next.uri(), response.headers(), response.body());
                return new HttpAnswer(next.uri(), response.statusCode(), response.headers(), body);
            }
            if (hop == limits.redirects()) {
                throw new HttpLimitException(
                        HttpLimitException.Limit.REDIRECT,
                        request.uri() + ": over " + hop + " redirects, the limit; perhaps in a circle");
            }
            URI to = redirected(next.uri(), response.headers().firstValue("Location"));
            next = HttpRequest.newBuilder(next, (name, value) -> true).uri(to).build();
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request, long deadline) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, head -> new BoundedBody(request.uri(), limits.bytes()));
        try {
            return answer.get(Math.max(1, deadline - System.nanoTime()), NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HttpLimitException(
                    HttpLimitException.Limit.TIME,
                    request.uri() + ": the answer is not whole within "
                            + limits.time().toMillis() + " ms, the limit");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(request.uri() + ": " + cause, cause);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private static URI redirected(URI from, Optional<String> location) throws HttpLimitException {
        URI to;
        try {
            to = from.resolve(location.orElse(""));
        } catch (IllegalArgumentException e) {
            throw refused(from, "redirects to '" + location.orElse("") + "', which is not an address");
        }
        if (location.isEmpty()) {
            throw refused(from, "redirects to nowhere");
        }
        if (!Objects.equals(to.getAuthority(), from.getAuthority())
                || !Objects.equals(to.getScheme(), from.getScheme())) {
            throw refused(from, "redirects to " + to + "; credentials do not follow, so give that address instead");
        }
        return to;
    }

    private static HttpLimitException refused(URI from, String why) {
        return new HttpLimitException(HttpLimitException.Limit.REDIRECT, from + ": " + why);
    }

    /** Nobody here asks for a compressed answer, but a server may send one all the same. */
    private byte[] decoded(URI uri, HttpHeaders headers, byte[] body) throws IOException {
        String encoding =
                String.join(",", headers.allValues("Content-Encoding")).trim();
        if (encoding.isEmpty() || encoding.equalsIgnoreCase("identity")) {
            return body;
        }
        if (!encoding.equalsIgnoreCase("gzip") && !encoding.equalsIgnoreCase("x-gzip")) {
            throw new HttpLimitException(
                    HttpLimitException.Limit.ENCODING,
                    uri + ": an answer with the content encoding '" + encoding + "', must be gzip or none");
        }
        if (body.length == 0) {
            return body;
        }
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] bytes = plain.readNBytes(limits.bytes());
            if (plain.read() >= 0) {
                throw BoundedBody.tooLong(uri, limits.bytes());
            }
            return bytes;
        } catch (HttpLimitException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(uri + ": an answer that is not gzip as its header says: " + e.getMessage(), e);
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
}
