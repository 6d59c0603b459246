package io.tombolo.config;

/**
 * Where a server listens.
 *
 * @param host name or address of this machine
 * @param port 0 takes a free one, -1 is off
 */
public record Listener(String host, int port) {
    public Listener {
        Range.check("port", port, -1, 65_535);
    }
}
