package io.tombolo.provenance;

import io.tombolo.provenance.http.Limits;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the read side needs to run.
 *
 * @param host name or address to listen on; loopback unless people elsewhere are to reach it
 * @param port 0 to 65535; 0 takes a free one
 * @param dataDir folder of its own; it holds copies only and may be deleted while the read side is stopped
 * @param kafka Kafka client settings, {@code bootstrap.servers} at least
 * @param registry the schema registry's address
 * @param policy the organisations' log keys and the ledgers' certificates, asked at every use; the notes of an organisation
 *     without a key in it are served unchecked
 * @param verifier what {@code POST /api/v1/verify} answers with
 * @param endpoints where this deployment's parts listen, by name: {@code kafka}, {@code registry}, {@code connect}, {@code api}
 */
public record ProvenanceConfig(
        String host,
        int port,
        Path dataDir,
        Map<String, Object> kafka,
        URI registry,
        Supplier<TrustPolicy> policy,
        EvidenceVerifier verifier,
        Supplier<Map<String, String>> endpoints,
        Limits limits,
        Clock clock) {
    public ProvenanceConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + ", must be 0 to 65535");
        }
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new IllegalArgumentException("kafka: bootstrap.servers is missing");
        }
        kafka = Map.copyOf(kafka);
    }

    /** With the limits for one machine and the system's clock. */
    public ProvenanceConfig(
            String host,
            int port,
            Path dataDir,
            Map<String, Object> kafka,
            URI registry,
            Supplier<TrustPolicy> policy,
            EvidenceVerifier verifier,
            Supplier<Map<String, String>> endpoints) {
        this(host, port, dataDir, kafka, registry, policy, verifier, endpoints, Limits.defaults(), Clock.systemUTC());
    }
}
