package io.tombolo.provenance;

import io.tombolo.http.server.WebServer;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.MockConsumer;

/** A read side without a log, which verifies what it is sent; for tests of other packages. */
public final class VerifyingServer implements AutoCloseable {
    private final LogStore store;
    private final EvidenceService desk;
    private final WebServer server;

    public VerifyingServer(Path folder, EvidenceVerifier verifier, Supplier<TrustPolicy> policy) {
        store = LogStore.open(folder, "cluster", Clock.systemUTC());
        desk = new EvidenceService(
                store, new SchemaResolver(new InMemoryRegistry()), policy, () -> new MockConsumer<>("none"));
        server = WebServer.start(
                new WebServer.Settings(
                        "read side", "127.0.0.1", 0, WebServer.Limits.defaults(), ReadSideProblem::document),
                new Routes(
                        store,
                        origin -> List.of(),
                        new EvidenceRoutes(desk, verifier, policy, 2),
                        () -> new FollowerState(FollowerState.Phase.FOLLOWING, 0, 0, "", Map.of()),
                        Map::of,
                        List::of,
                        Optional.empty(),
                        new RouteTable()));
    }

    /** Where it takes evidence. */
    public URI verify() {
        return URI.create(server.uri() + "/api/v1/verify");
    }

    @Override
    public void close() {
        server.close();
        desk.close();
        store.close();
    }
}
