package io.tombolo.provenance;

import io.tombolo.config.ConfigFile;
import io.tombolo.config.Listener;
import io.tombolo.http.server.WebServer;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/**
 * All settings of the read side as a process of its own; {@code read-side-defaults.yaml} beside this class explains every key.
 *
 * @param dataDir folder of its own, which holds copies only
 * @param kafka settings for every Kafka client, untouched
 * @param registry settings of the registry client, with Confluent's keys
 * @param policy the policy file, JSON
 * @param endpoints where this deployment's parts listen, by name
 */
public record ReadSideConfig(
        Listener http,
        Path dataDir,
        Map<String, String> kafka,
        Map<String, String> registry,
        Path policy,
        Map<String, String> endpoints,
        Listener operations) {
    /** {@code read-side-defaults.yaml}, and the operator's file over it. */
    public static final ConfigFile<ReadSideConfig> FILE =
            new ConfigFile<>(ReadSideConfig.class, "read-side-defaults.yaml", Map.of());

    public ReadSideConfig {
        kafka = Map.copyOf(kafka);
        registry = Map.copyOf(registry);
        endpoints = Map.copyOf(endpoints);
    }

    ProvenanceApi.Config server(Supplier<TrustPolicy> trust) {
        return new ProvenanceApi.Config(
                http.host(),
                http.port(),
                dataDir,
                Map.copyOf(kafka),
                RegistrySettings.from(registry),
                trust,
                EvidenceVerifier.standard(),
                () -> endpoints,
                WebServer.Limits.defaults(),
                Clock.systemUTC());
    }
}
