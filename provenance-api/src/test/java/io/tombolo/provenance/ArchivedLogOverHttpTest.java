package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.http.server.WebServer;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What recipients see of a log whose first leaves are in the object store only. */
class ArchivedLogOverHttpTest {
    private static final TrustPolicy POLICY = TrustPolicy.of(List.of(), List.of());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path dir;

    private final SampleLog sample = new SampleLog("acme.example/flights/0", 7).grow(3_000);

    @Test
    void oldLeavesAreServedFromTheStoreAndRefusedWithAReasonWhileItFails() throws Exception {
        Path objects = dir.resolve("objects");
        try (LogStore store = LogStore.open(
                dir.resolve("data"), "cluster", Clock.systemUTC(), new LogStore.Objects(objects.toString(), 1, 256))) {
            free(store);
            Routes routes = routes(store);
            try (WebServer server = WebServer.start(
                    new WebServer.Settings(
                            "read side", "127.0.0.1", 0, WebServer.Limits.defaults(), ReadSideProblem::document),
                    routes)) {
                assertThat(get(server, "tile/0/001").body()).hasSize(8_192);
                assertThat(get(server, "tile/entries/001").body()).isEqualTo(sample.bundle(1, 3_000));
                assertThat(get(server, "proof?index=300").statusCode()).isEqualTo(200);

                Files.move(objects, dir.resolve("away"));
                HttpResponse<byte[]> refused = get(server, "tile/0/002");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("retry-after")).contains("5");
                assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                        .contains("\"error\":\"store_unavailable\"")
                        .contains("acme.example/flights/0/tile/0/002 is missing in " + objects);
                assertThat(get(server, "proof?index=600").statusCode()).isEqualTo(503);
                assertThat(get(server, "proof?index=2999").statusCode()).isEqualTo(200);
            }

            assertThat(routes.isQuick("/log/acme.example/flights/0/tile/0/001")).isFalse();
            assertThat(routes.isQuick("/log/acme.example/flights/0/proof")).isFalse();
            assertThat(routes.isQuick("/log/acme.example/flights/0/tile/0/011.p/3"))
                    .isTrue();
            assertThat(routes.isQuick("/log/acme.example/flights/0/tile/1/000.p/5"))
                    .isTrue();
            assertThat(routes.isQuick("/log/acme.example/flights/0/checkpoint")).isTrue();
        }
    }

    @Test
    void aStoreInTroubleDoesNotMakeTheReadSideUnready() {
        FollowerState following = new FollowerState(FollowerState.Phase.FOLLOWING, 0, 0, "", Map.of());

        WebServer.Readiness now =
                Health.readiness(following, new LogStore.ObjectState("s3://logs/", 0, 0, 1, 0, "no route to host"));

        assertThat(now.ready()).isTrue();
        assertThat(now.text()).isEqualTo("ready\nobject store: no route to host\n");
    }

    private void free(LogStore store) {
        for (long bundle = 0; bundle * 256 < sample.size(); bundle++) {
            store.applyBundle(sample.origin, bundle, sample.bundle(bundle, sample.size()));
        }
        store.applyCheckpoint(sample.origin, sample.head());
        store.applyAnchor(sample.origin, sample.anchor(sample.head()));
        store.commit(Map.of());
        await().atMost(Duration.ofMinutes(5))
                .until(() -> store.log(sample.origin).orElseThrow().uploaded() == 2_816);
        assertThat(store.housekeeping()).isTrue();
        store.commit(Map.of());
    }

    private Routes routes(LogStore store) {
        EvidenceService service = new EvidenceService(
                store, new SchemaResolver(new InMemoryRegistry()), () -> POLICY, () -> new MockConsumer<>("none"));
        FollowerState following = new FollowerState(FollowerState.Phase.FOLLOWING, 0, 0, "", Map.of());
        return new Routes(
                store,
                origin -> List.of(NoteVerifier.ed25519(origin.toString(), sample.keys.getPublic())),
                new EvidenceRoutes(service, new EvidenceVerifier(Map.of()), () -> POLICY, 2),
                () -> following,
                Map::of,
                List::of,
                Optional.empty(),
                DatasetTable.of(store, following));
    }

    private static HttpResponse<byte[]> get(WebServer server, String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.uri() + "/log/acme.example/flights/0/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
