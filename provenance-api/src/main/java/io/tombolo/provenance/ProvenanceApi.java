package io.tombolo.provenance;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tombolo.config.ConfigFile;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.ServerCertificate;
import io.tombolo.http.server.Tokens;
import io.tombolo.http.server.WebServer;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.follow.TopicFollower;
import io.tombolo.provenance.search.SearchIndex;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The read side, running: it follows the topics and answers over HTTP until it is closed. */
public final class ProvenanceApi implements AutoCloseable {
    /** Requests for evidence or a verdict; more are asked to come back. */
    private static final int EVIDENCE_AT_ONCE = 8;

    private static final Comparator<LogKey> NEWEST_FIRST = Comparator.comparing(
                    (LogKey key) -> key.until().orElse(Instant.MAX))
            .thenComparing(key -> key.from().orElse(Instant.MIN))
            .reversed();

    private final LogStore store;
    private final TopicFollower follower;
    private final EvidenceService service;
    private final NewestReconciliations reconciliations;
    private final SearchIndex index;
    private final Live live;
    private final Routes routes;
    private final WebServer server;
    private final ReadSideMetrics metrics;
    private @Nullable WebServer operations;

    private ProvenanceApi(
            LogStore store,
            TopicFollower follower,
            EvidenceService service,
            NewestReconciliations reconciliations,
            SearchIndex index,
            Live live,
            Routes routes,
            WebServer server,
            ReadSideMetrics metrics) {
        this.store = store;
        this.follower = follower;
        this.service = service;
        this.reconciliations = reconciliations;
        this.index = index;
        this.live = live;
        this.routes = routes;
        this.server = server;
        this.metrics = metrics;
    }

    /**
     * What runs beside the read side, in the same process.
     *
     * @param desk gives data keys of protected fields
     * @param anchoringState JSON of the anchoring service's {@code /state}; empty where it runs elsewhere
     */
    public record Beside(Optional<KeyDesk> desk, Supplier<Optional<String>> anchoringState) {
        /** Nothing. */
        public static final Beside NOTHING = new Beside(Optional.empty(), Optional::empty);
    }

    /**
     * Answers from what is on disk at once, and follows the topics from there; {@code /readyz} says when it has caught up. The
     * topics may be made later.
     *
     * @throws IllegalArgumentException when the port is taken, the folder is in use or of another cluster, or Kafka is silent
     */
    public static ProvenanceApi start(Config config) {
        return start(config, Beside.NOTHING);
    }

    /** As {@link #start(Config)}, with other parts in the same process. */
    public static ProvenanceApi start(Config config, Beside beside) {
        KafkaSide kafka = new KafkaSide(config.kafka());
        RegistryClient registry = new HttpRegistryClient(config.registry());
        SchemaResolver schemas = new SchemaResolver(registry);
        Function<Origin, List<NoteVerifier>> keys = keys(config.policy());
        LogStore store = LogStore.open(config.dataDir(), kafka.clusterId(), config.clock(), config.objects());
        EvidenceService service = new EvidenceService(store, schemas, config.policy(), kafka::picker);
        TopicFollower follower = new TopicFollower(
                kafka::follower,
                store,
                schemas,
                keys,
                List.of(Topics.LOG, Topics.CHECKPOINTS, Topics.ANCHORS),
                config.clock());
        SearchIndex index = new SearchIndex(
                config.dataDir().resolve("index-1"),
                store,
                config.index(),
                kafka::follower,
                () -> follower.state().phase() == FollowerState.Phase.FOLLOWING);
        Live live = new Live(store, follower::state, Live.STREAM, config.clock());
        KeySearch keySearch = new KeySearch(index, service, new KeyText(registry, schemas));
        EvidenceRoutes evidence =
                new EvidenceRoutes(service, config.verifier(), config.policy(), EVIDENCE_AT_ONCE).with(keySearch);
        NewestReconciliations reconciliations = new NewestReconciliations(store, registry, kafka::picker);
        RouteTable table = new RouteTable();
        new DatasetRoutes(store, live, reconciliations::all, registry, schemas, config.clock()).addTo(table);
        new EventRoutes(store, index, keySearch, service, evidence).addTo(table);
        new SearchRoutes(store, index, keySearch, evidence).addTo(table);
        new PartnerRoutes(
                        new SealedRows(store, registry, kafka::follower, "agreements"),
                        new SealedRows(store, registry, kafka::follower, "usage"),
                        config.clock())
                .addTo(table);
        new RejectedRoutes(kafka::follower, registry, evidence).addTo(table);
        new OperationsRoutes(
                        store,
                        follower::state,
                        index,
                        live,
                        config.policy(),
                        () -> config.protection().certificate().map(ServerCertificate::own),
                        beside.anchoringState(),
                        config.clock())
                .addTo(table);
        table.get("/api/v1/stream", List.of(), ask -> live.stream().answer(ask.request()));
        Routes routes = new Routes(
                store, keys, evidence, follower::state, config.endpoints(), reconciliations::all, beside.desk(), table);
        WebServer server;
        try {
            server = WebServer.start(
                    new WebServer.Settings(
                            "read side",
                            config.host(),
                            config.port(),
                            config.limits(),
                            ReadSideProblem::document,
                            config.protection().needing(ProvenanceApi::needed)),
                    routes);
        } catch (RuntimeException notStarted) {
            live.close();
            index.close();
            service.close();
            reconciliations.close();
            store.close();
            throw notStarted;
        }
        follower.start();
        index.start();
        live.start();
        return new ProvenanceApi(
                store,
                follower,
                service,
                reconciliations,
                index,
                live,
                routes,
                server,
                new ReadSideMetrics(store, follower::state, index, config.policy(), config.clock()));
    }

    /** It only answers questions; one of them is long and comes by POST. What was refused may hold anything, and is the owner's. */
    private static Tokens.Scope needed(ApiRequest request) {
        return request.path().equals(RejectedRoutes.PATH) ? Tokens.Scope.ADMIN : Tokens.Scope.READ;
    }

    /**
     * As {@link #start(Config)}, with the policy of a file and with {@code /metrics} and {@code /ready} on a port of their own: the read
     * side as a process of its own.
     *
     * @throws IllegalArgumentException also when the policy can't be read
     */
    public static ProvenanceApi start(FileConfig config) {
        protection(config.http()).require("read side", config.http().host());
        if (config.operations().port() >= 0) {
            protection(config.operations())
                    .require("operations", config.operations().host());
        }
        ProvenanceApi started = start(config.server(new PolicyOfFile(config.policy())));
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        started.publish(meters);
        try {
            started.operations = WebServer.operations(
                            config.operations().host(),
                            config.operations().port(),
                            protection(config.operations()),
                            meters,
                            () -> Health.readiness(started.state(), started.store.objects()))
                    .orElse(null);
            return started;
        } catch (RuntimeException notStarted) {
            started.close();
            throw notStarted;
        }
    }

    /** Registers what it holds and what it answered. */
    public void publish(MeterRegistry meters) {
        server.publish(meters);
        live.stream().publish(meters);
        metrics.bindTo(meters);
    }

    private static Protection protection(Listener of) {
        return Protection.of(
                of.proxied(), of.certificate(), of.privateKey(), of.access(), of.logins(), Clock.systemUTC());
    }

    /** An organisation's verifiers for one log, the key in use first: a client that takes one key takes the first. */
    private static Function<Origin, List<NoteVerifier>> keys(Supplier<TrustPolicy> policy) {
        return origin -> policy.get().keysFor(origin.toString()).stream()
                .sorted(NEWEST_FIRST)
                .map(key -> key.verifier(origin.toString()))
                .toList();
    }

    /** {@code http://host:port}, without a slash at its end. */
    public URI uri() {
        return server.uri();
    }

    Routes routes() {
        return routes;
    }

    /** The root of a log at a size; empty for a log or a size that is not known here yet. */
    public Optional<Hash> root(Origin origin, long size) {
        return store.log(origin).flatMap(log -> log.root(size));
    }

    public FollowerState state() {
        return follower.state();
    }

    /** Stops answering, then following; what was applied is on disk. */
    @Override
    public void close() {
        if (operations != null) {
            operations.close();
        }
        live.close();
        server.close();
        follower.close();
        index.close();
        service.close();
        reconciliations.close();
        store.close();
    }

    /**
     * What the read side needs to run.
     *
     * @param host name or address to listen on; loopback unless people elsewhere are to reach it
     * @param port 0 to 65535; 0 takes a free one
     * @param dataDir folder of its own; it holds copies only and may be deleted while the read side is stopped
     * @param kafka Kafka client settings, {@code bootstrap.servers} at least
     * @param registry how the schema registry is reached
     * @param policy the organisations' log keys and the ledgers' certificates, asked at every use; the notes of an organisation
     *     without a key in it are served unchecked
     * @param verifier what {@code POST /api/v1/verify} answers with
     * @param endpoints where this deployment's parts listen, by name: {@code kafka}, {@code registry}, {@code connect}, {@code api}
     * @param protection its certificate, and the tokens with which it may be asked
     * @param index what is indexed to be searched for
     * @param objects where full tiles are kept beside the folder
     */
    public record Config(
            String host,
            int port,
            Path dataDir,
            Map<String, Object> kafka,
            RegistrySettings registry,
            Supplier<TrustPolicy> policy,
            EvidenceVerifier verifier,
            Supplier<Map<String, String>> endpoints,
            WebServer.Limits limits,
            Clock clock,
            Protection protection,
            SearchIndex.Settings index,
            LogStore.Objects objects) {
        /** For one machine: 1,000 requests a second of one client below {@code /api/v1/}, and 5,000 at once. */
        public static final WebServer.Limits LIMITS =
                WebServer.Limits.defaults().with(new WebServer.Rate(1_000, 5_000));

        public Config {
            if (!kafka.containsKey("bootstrap.servers")) {
                throw new IllegalArgumentException("kafka: bootstrap.servers is missing");
            }
            kafka = Map.copyOf(kafka);
        }

        /** With the limits for one machine and the system's clock. */
        public Config(
                String host,
                int port,
                Path dataDir,
                Map<String, Object> kafka,
                URI registry,
                Supplier<TrustPolicy> policy,
                EvidenceVerifier verifier,
                Supplier<Map<String, String>> endpoints) {
            this(
                    host,
                    port,
                    dataDir,
                    kafka,
                    RegistrySettings.of(registry),
                    policy,
                    verifier,
                    endpoints,
                    LIMITS,
                    Clock.systemUTC(),
                    Protection.NONE,
                    SearchIndex.Settings.defaults(),
                    LogStore.Objects.NONE);
        }
    }

    /**
     * All settings of the read side as a process of its own; {@code read-side-defaults.yaml} beside this class explains every key.
     *
     * @param dataDir folder of its own, which holds copies only
     * @param kafka settings for every Kafka client, untouched
     * @param registry settings of the registry client, with Confluent's keys
     * @param policy the policy file, JSON
     * @param endpoints where this deployment's parts listen, by name
     * @param requests of one client below {@code /api/v1/}
     * @param index what is indexed to be searched for
     * @param objects where full tiles are kept beside the folder
     */
    public record FileConfig(
            Listener http,
            WebServer.Rate requests,
            Path dataDir,
            SearchIndex.Settings index,
            LogStore.Objects objects,
            Map<String, String> kafka,
            Map<String, String> registry,
            Path policy,
            Map<String, String> endpoints,
            Listener operations) {
        /** {@code read-side-defaults.yaml}, and the operator's file over it. */
        public static final ConfigFile<FileConfig> FILE =
                new ConfigFile<>(FileConfig.class, "read-side-defaults.yaml", Map.of());

        public FileConfig {
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
                    WebServer.Limits.defaults().with(requests),
                    Clock.systemUTC(),
                    protection(http),
                    index,
                    objects);
        }
    }
}
