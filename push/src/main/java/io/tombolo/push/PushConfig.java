package io.tombolo.push;

import io.tombolo.config.ConfigFile;
import io.tombolo.config.Listener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * All settings of HTTP push as a process of its own; {@code push-defaults.yaml} beside this class explains every key.
 *
 * @param kafka settings for every Kafka client, untouched
 * @param registry settings of the registry client, with Confluent's keys
 * @param keys the file of API keys, which {@code tombolo push-key} writes
 */
public record PushConfig(
        Listener http,
        Map<String, String> kafka,
        Map<String, String> registry,
        Path keys,
        Limits limits,
        Listener operations) {
    /** {@code push-defaults.yaml}, and the operator's file over it. */
    public static final ConfigFile<PushConfig> FILE =
            new ConfigFile<>(PushConfig.class, "push-defaults.yaml", Map.of());

    public PushConfig {
        kafka = Map.copyOf(kafka);
        registry = Map.copyOf(registry);
    }

    PushServer.Config server() {
        return new PushServer.Config(http.host(), http.port(), Map.copyOf(kafka), registry, keys, limits.limits());
    }

    /** As {@link PushServer.Config.PushLimits}, with the time in hours. */
    public record Limits(
            int bodyBytes,
            int rows,
            int rowBytes,
            long bufferedBytes,
            long receivedBytes,
            int answers,
            int rememberedHours) {
        PushServer.Config.PushLimits limits() {
            return new PushServer.Config.PushLimits(
                    bodyBytes,
                    rows,
                    rowBytes,
                    bufferedBytes,
                    receivedBytes,
                    answers,
                    Duration.ofHours(rememberedHours));
        }
    }
}
