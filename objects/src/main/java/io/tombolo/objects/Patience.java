package io.tombolo.objects;

import java.time.Duration;

/**
 * How long a store is waited for.
 *
 * @param silence of a server that says nothing; an attempt ends after it and {@code connect}
 * @param whole of one request, with its repetitions
 */
record Patience(Duration connect, Duration silence, Duration whole) {
    static final Patience STANDARD = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(15));
    static final Patience LONG = new Patience(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(4));
    /** A second for each 256 KiB, so that a gigabyte has more than an hour. */
    private static final int SLOWEST_BYTES_PER_SECOND = 1 << 18;

    Duration attempt() {
        return connect.plus(silence);
    }

    /** How much longer a request takes that sends so much. */
    static Duration sending(long bytes) {
        return Duration.ofSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    }
}
