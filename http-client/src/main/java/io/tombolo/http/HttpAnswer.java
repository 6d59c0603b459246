package io.tombolo.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A whole answer, of whatever status. */
public final class HttpAnswer {
    private final URI uri;
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    HttpAnswer(URI uri, int status, HttpHeaders headers, byte[] body) {
        this.uri = uri;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Where it came from in the end, after redirects. */
    public URI uri() {
        return uri;
    }

    public int status() {
        return status;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The decoded body; the caller's to keep. */
    public byte[] body() {
        return body;
    }

    /** The body as UTF-8; what is not UTF-8 becomes U+FFFD. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
