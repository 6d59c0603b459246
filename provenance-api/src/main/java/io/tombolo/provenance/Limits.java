package io.tombolo.provenance;

import java.time.Duration;

/**
 * What one client may take.
 *
 * @param path characters of a path with its query, 16 to 65,536
 * @param body bytes of a request's body
 * @param connections open at once
 * @param threads that answer, at least 4
 * @param evidence requests for evidence or a verdict at once; more are asked to come back
 * @param idle how long a connection may be silent
 * @param slowest bytes per second below which a client that sends or reads is let go, 0 for never
 */
record Limits(int path, int body, int connections, int threads, int evidence, Duration idle, long slowest) {
    public Limits {
        between("path", path, 16, 65_536);
        between("body", body, 1, 1 << 28);
        between("connections", connections, 1, 100_000);
        between("threads", threads, 4, 10_000);
        between("evidence", evidence, 1, threads);
    }

    private static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s: %d, must be %d to %d".formatted(name, value, least, most));
        }
    }

    /** For one machine. */
    public static Limits defaults() {
        return new Limits(2_048, 4 << 20, 512, 24, 8, Duration.ofSeconds(30), 256);
    }
}
