package io.tombolo.registry;

import io.tombolo.schemas.registry.Compatibility;
import java.util.Map;

/**
 * Where an embedded registry listens and keeps its schemas.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param kafka client settings, {@code bootstrap.servers} at least
 * @param topic the compacted topic, made when it's missing
 * @param compatibility for subjects that have none of their own, until {@code PUT /config} says otherwise
 */
public record RegistryConfig(String host, int port, Map<String, ?> kafka, String topic, Compatibility compatibility) {

    public RegistryConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + ", limit 0 to 65535");
        }
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new IllegalArgumentException("kafka.bootstrap.servers: missing");
        }
        kafka = Map.copyOf(kafka);
    }

    /** With Confluent's default compatibility, BACKWARD. */
    public RegistryConfig(String host, int port, Map<String, ?> kafka, String topic) {
        this(host, port, kafka, topic, Compatibility.BACKWARD);
    }
}
