package io.tombolo.http;

import java.io.IOException;

/** An answer that goes beyond a limit; the message names the address and the limit. */
public final class HttpLimitException extends IOException {
    private static final long serialVersionUID = 1;

    /** Which limit. Time may pass the next time; the others are the server's way of answering. */
    public enum Limit {
        TIME,
        BYTES,
        REDIRECT,
        ENCODING
    }

    private final Limit limit;

    HttpLimitException(Limit limit, String message) {
        super(message);
        this.limit = limit;
    }

    public Limit limit() {
        return limit;
    }
}
