package io.tombolo.provenance;

import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.provenance.evidence.EvidenceDesk;
import io.tombolo.provenance.evidence.NewestReconciliations;
import io.tombolo.provenance.follow.ContractFacts;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.follow.TopicFollower;
import io.tombolo.provenance.http.EvidenceRoutes;
import io.tombolo.provenance.http.Routes;
import io.tombolo.provenance.http.WebServer;
import io.tombolo.provenance.store.LogOrigin;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.verification.trust.TrustPolicy;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The read side, running: it follows the topics and answers over HTTP until it is closed. */
public final class ProvenanceApi implements AutoCloseable {
    private final LogStore store;
    private final TopicFollower follower;
    private final EvidenceDesk desk;
    private final NewestReconciliations reconciliations;
    private final WebServer server;

    private ProvenanceApi(
            LogStore store,
            TopicFollower follower,
            EvidenceDesk desk,
            NewestReconciliations reconciliations,
            WebServer server) {
        this.store = store;
        this.follower = follower;
        this.desk = desk;
        this.reconciliations = reconciliations;
        this.server = server;
    }

    /**
     * Answers from what is on disk at once, and follows the topics from there; {@code /readyz} says when it has caught up. The
     * topics may be made later.
     *
     * @throws IllegalArgumentException when the port is taken, the folder is in use or of another cluster, or Kafka is silent
     */
    public static ProvenanceApi start(ProvenanceConfig config) {
        KafkaSide kafka = new KafkaSide(config.kafka());
        RegistryClient registry = HttpRegistryClient.of(config.registry());
        SchemaResolver schemas = new SchemaResolver(registry);
        Function<LogOrigin, List<NoteVerifier>> keys = keys(config.policy());
        LogStore store = LogStore.open(config.dataDir(), kafka.clusterId(), config.clock());
        EvidenceDesk desk = new EvidenceDesk(store, schemas, config.policy(), kafka::picker);
        TopicFollower follower = new TopicFollower(
                kafka::follower,
                store,
                new ContractFacts(schemas, keys),
                List.of(Topics.LOG, Topics.CHECKPOINTS, Topics.ANCHORS),
                config.clock());
        EvidenceRoutes evidence = new EvidenceRoutes(
                desk, config.verifier(), config.policy(), config.limits().evidence());
        NewestReconciliations reconciliations = new NewestReconciliations(store, registry, kafka::picker);
        Routes routes = new Routes(store, keys, evidence, follower::state, config.endpoints(), reconciliations::all);
        WebServer server;
        try {
            server = WebServer.start(config.host(), config.port(), config.limits(), routes);
        } catch (RuntimeException notStarted) {
            desk.close();
            reconciliations.close();
            store.close();
            throw notStarted;
        }
        follower.start();
        return new ProvenanceApi(store, follower, desk, reconciliations, server);
    }

    private static Function<LogOrigin, List<NoteVerifier>> keys(Supplier<TrustPolicy> policy) {
        return origin -> policy.get().keysFor(origin.toString()).stream()
                .map(key -> key.verifier(origin.toString()))
                .toList();
    }

    /** {@code http://host:port}, without a slash at its end. */
    public URI uri() {
        return server.uri();
    }

    public FollowerState state() {
        return follower.state();
    }

    /** Stops answering, then following; what was applied is on disk. */
    @Override
    public void close() {
        server.close();
        follower.close();
        desk.close();
        reconciliations.close();
        store.close();
    }
}
