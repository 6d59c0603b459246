package io.tombolo.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks a server for paths over a few kept connections, the next one as soon as an answer is whole, and counts. */
interface HttpLoad {
    /** Open at once: enough to keep the server busy, few enough for a short wait. */
    int CONNECTIONS = 16;

    /** In the report. */
    String name();

    /**
     * Asks for these paths in turn, and again from the first.
     *
     * @throws IllegalStateException when an answer is not 200 or a connection ends
     */
    Measured run(URI server, List<String> paths, Duration time) throws IOException, InterruptedException;

    /**
     * What came out.
     *
     * @param ownCpuNanos what the client took of this process's CPU time
     */
    record Measured(double perSecond, double p50Millis, double p99Millis, long answers, long ownCpuNanos) {}

    /** {@code wrk} where it is installed, which costs less than a client in Java; a client of this JVM otherwise. */
    static HttpLoad installed() {
        Optional<HttpLoad> wrk = WrkLoad.find();
        return wrk.orElseGet(KeepAliveLoad::new);
    }

    /** One request's bytes. */
    static String request(URI server, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n";
    }
}
