package io.tombolo.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.http.HttpAccess;
import io.tombolo.http.server.Protection;
import io.tombolo.objects.VersityGateway;
import io.tombolo.provenance.ProvenanceApi;
import io.tombolo.provenance.search.SearchIndex;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A read side whose object store, a server of its own, ends and comes back. */
record LostObjects(Path folder, String kafka) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    void isFoundUntilItIsBack() throws Exception {
        // Of the records that other tests have left in the topics that it reads.
        EmbeddedRegistry.Config schemas = new EmbeddedRegistry.Config(
                "127.0.0.1",
                0,
                Map.of("bootstrap.servers", kafka),
                Topics.SCHEMAS,
                Compatibility.FULL,
                Protection.NONE);
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(schemas);
                VersityGateway server = VersityGateway.start(folder.resolve("s3"));
                ProvenanceApi readSide = ProvenanceApi.start(config(server.at("node"), registry.uri()));
                Patient patient = new Patient(
                        new Patient.Where(
                                Map.of(),
                                List.of(),
                                List.of(),
                                List.of(readSide.uri().toString()),
                                List.of(),
                                List.of(folder),
                                ""),
                        HttpAccess.OPEN,
                        Clock.systemUTC())) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(new ReadSideCheck().look(patient)).isEmpty());

            server.stop();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(new ReadSideCheck().look(patient))
                            .singleElement()
                            .satisfies(finding -> {
                                assertThat(finding.fault()).isEqualTo(Fault.OBJECT_STORE_AWAY);
                                assertThat(finding.detail())
                                        .startsWith("tombolo-objects in s3://logs/node/ can't be read: ");
                            }));

            server.startAgain();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(new ReadSideCheck().look(patient)).isEmpty());
        }
    }

    private ProvenanceApi.Config config(String objects, URI registry) {
        TrustPolicy nobody = TrustPolicy.of(List.of(), List.of());
        return new ProvenanceApi.Config(
                "127.0.0.1",
                0,
                folder.resolve("read-side"),
                Map.of("bootstrap.servers", kafka),
                RegistrySettings.of(registry),
                () -> nobody,
                EvidenceVerifier.standard(),
                Map::of,
                ProvenanceApi.Config.LIMITS,
                Clock.systemUTC(),
                Protection.NONE,
                SearchIndex.Settings.defaults(),
                new LogStore.Objects(objects, -1, LogStore.Objects.NONE.freeAtOnce()));
    }
}
