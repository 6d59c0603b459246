package io.tombolo.connect;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one embedded worker needs to know.
 *
 * @param dir the worker's folder: further plugins are found in {@code dir/plugins}, and connectors may read their secrets as
 *     <code>${file:dir/secrets/NAME:KEY}</code>
 * @param host the address that the REST server listens on
 * @param port its port, 0 for any free one
 * @param bootstrap Kafka's bootstrap servers
 * @param registryUrl the schema registry that the converters use
 * @param overrides worker settings that win over all of ours
 */
public record EmbeddedConnectConfig(
        Path dir, String host, int port, String bootstrap, URI registryUrl, Map<String, String> overrides) {

    static final String AVRO_CONVERTER = "io.tombolo.schemas.serde.AvroConverter";

    public EmbeddedConnectConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("Connect's REST port: " + port + ", limits 0 and 65535");
        }
        overrides = Map.copyOf(overrides);
    }

    Path plugins() {
        return dir.resolve("plugins").toAbsolutePath();
    }

    Path secrets() {
        return dir.resolve("secrets").toAbsolutePath();
    }

    Map<String, String> worker() {
        Map<String, String> worker = new LinkedHashMap<>();
        worker.put("bootstrap.servers", bootstrap);
        worker.put("group.id", "tombolo-connect");
        worker.put("listeners", "http://" + host + ":" + port);
        worker.put("rest.advertised.host.name", host);
        worker.put("config.storage.topic", "connect-configs");
        worker.put("offset.storage.topic", "connect-offsets");
        worker.put("status.storage.topic", "connect-status");
        for (String topic : new String[] {"config", "offset", "status"}) {
            worker.put(topic + ".storage.replication.factor", "1");
        }
        worker.put("offset.storage.partitions", "1");
        worker.put("status.storage.partitions", "1");
        worker.put("exactly.once.source.support", "enabled");
        worker.put("topic.creation.enable", "true");
        worker.put("plugin.discovery", "service_load");
        worker.put("plugin.path", plugins().toString());
        worker.put("config.providers", "file");
        worker.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
        worker.put("config.providers.file.param.allowed.paths", secrets().toString());
        for (String part : new String[] {"key", "value"}) {
            worker.put(part + ".converter", AVRO_CONVERTER);
            worker.put(part + ".converter.schema.registry.url", registryUrl.toString());
        }
        // A header is bytes (the salt) and stays what it is.
        worker.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        // One worker: after a kill, its predecessor's session is all there is to wait for.
        worker.put("session.timeout.ms", "6000");
        worker.put("heartbeat.interval.ms", "1500");
        worker.put("scheduled.rebalance.max.delay.ms", "0");
        worker.put("task.shutdown.graceful.timeout.ms", "5000");
        worker.putAll(overrides);
        return worker;
    }
}
