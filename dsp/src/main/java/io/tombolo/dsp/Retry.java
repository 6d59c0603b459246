package io.tombolo.dsp;

import java.time.Duration;

/**
 * How long a message is sent again until the other connector confirms it.
 *
 * @param first wait, before the first attempt and before the second; then it doubles
 * @param longest wait
 * @param total after which an exchange is given up
 * @param refusals answers of class 4xx after which it is given up: the other side may not be ready for the first of them
 */
public record Retry(Duration first, Duration longest, Duration total, int refusals) {
    /** Within a day, so that a connector may be repaired. */
    public static final Retry STANDARD =
            new Retry(Duration.ofMillis(250), Duration.ofMinutes(5), Duration.ofHours(24), 6);
}
