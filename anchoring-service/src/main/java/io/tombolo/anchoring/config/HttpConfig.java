package io.tombolo.anchoring.config;

/** Where metrics and readiness are served; port 0 for any free one, -1 for not at all. */
public record HttpConfig(String host, int port) {
    public HttpConfig {
        Range.check("http.port", port, -1, 65_535);
    }
}
