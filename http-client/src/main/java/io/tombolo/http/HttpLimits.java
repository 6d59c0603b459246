package io.tombolo.http;

import java.time.Duration;

/**
 * What one request may cost.
 *
 * @param time from the request to the last byte of the answer, redirects included
 * @param bytes of the answer's body, as sent and as decoded
 * @param redirects that are followed; they must stay on the same scheme, host and port
 */
public record HttpLimits(Duration time, int bytes, int redirects) {

    public HttpLimits {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("time limit of " + time + ", must be over 0");
        }
        if (bytes < 1 || bytes > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException(
                    "limit of " + bytes + " bytes, must be from 1 to " + (Integer.MAX_VALUE - 16));
        }
        if (redirects < 0) {
            throw new IllegalArgumentException("limit of " + redirects + " redirects, must be 0 or more");
        }
    }
}
