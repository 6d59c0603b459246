package io.tombolo.kafka;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where an embedded node keeps its data and where it listens.
 *
 * @param dir data folder, made and formatted when it holds no node yet
 * @param host name or address that clients use; also the one interface it binds
 * @param port 0 to 65535; 0 takes a free one at every start
 * @param overrides broker settings that win over ours
 */
public record EmbeddedKafkaConfig(Path dir, String host, int port, Map<String, String> overrides) {

    public EmbeddedKafkaConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + ", limit 0 to 65535");
        }
        overrides = Map.copyOf(overrides);
    }

    Path folder() {
        return dir.toAbsolutePath().normalize();
    }

    /** A node on the loopback address and a free port. */
    public static EmbeddedKafkaConfig loopback(Path dir) {
        return new EmbeddedKafkaConfig(dir, "127.0.0.1", 0, Map.of());
    }
}
