package io.tombolo.up;

import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.config.ConfigFile;
import io.tombolo.anchoring.process.ServiceHttp;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.connectors.push.PushServer;
import io.tombolo.debezium.ConverterJar;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.provenance.ProvenanceApi;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.fabric.FabricReceiptVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts in one JVM, put together: the composition root. The parts talk to each other over loopback sockets, as they would if
 * they ran apart.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

    /** How receipts of each kind of ledger are read. */
    public static final Map<String, ReceiptVerifier> RECEIPTS = Map.of("fabric", new FabricReceiptVerifier());

    /** Room for one machine's load within a gigabyte for all parts together. */
    private static final Map<String, String> SMALL_BROKER = Map.of(
            "num.network.threads", "2",
            "num.io.threads", "4",
            "log.cleaner.dedupe.buffer.size", "8388608",
            "log.index.size.max.bytes", "1048576");

    private final Parts parts;
    private final Endpoints endpoints;
    private final Consortium consortium;
    private final AnchoringService anchoring;
    private final PemLogKeys keys;

    private Node(Parts parts, Endpoints endpoints, Consortium consortium, AnchoringService anchoring, PemLogKeys keys) {
        this.parts = parts;
        this.endpoints = endpoints;
        this.consortium = consortium;
        this.anchoring = anchoring;
        this.keys = keys;
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @throws UpException if the environment does not let it; what had been started is stopped again
     */
    public static Node start(UpConfig config, DataFolder folder, Clock clock) {
        return start(
                config,
                folder,
                clock,
                new StartWatch(
                        System::nanoTime, StartWatch.LIMIT, slow -> LOG.atWarn().log(slow)));
    }

    /** As {@link #start(UpConfig, DataFolder, Clock)}, with a watch that says how long a part may take and to whom it is reported. */
    public static Node start(UpConfig config, DataFolder folder, Clock clock, StartWatch watch) {
        List<Integer> ports = Ports.settle(
                config.host(),
                List.of(
                        Map.entry("kafka", config.kafkaPort()),
                        Map.entry("registry", config.registryPort()),
                        Map.entry("connect", config.connectPort()),
                        Map.entry("api", config.apiPort()),
                        Map.entry("push", config.pushPort())));
        Parts parts = new Parts();
        try {
            return start(config, folder, clock, ports, parts, watch);
        } catch (CompletionException e) {
            parts.close(CLOSE_WITHIN);
            @Nullable Throwable cause = e.getCause();
            throw cause instanceof UpException up ? up : new UpException(firstLine(cause == null ? e : cause), e);
        } catch (UpException e) {
            parts.close(CLOSE_WITHIN);
            throw e;
        } catch (RuntimeException e) {
            parts.close(CLOSE_WITHIN);
            throw new UpException(firstLine(e), e);
        }
    }

    private static String firstLine(Throwable failure) {
        String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return "the server did not start: " + said + " (" + failure.getClass().getSimpleName()
                + "; see DIR/logs/tombolo.log)";
    }

    private static Node start(
            UpConfig config, DataFolder folder, Clock clock, List<Integer> ports, Parts parts, StartWatch watch) {
        Path ledgerFolder = folder.sub("ledger");
        var opening = watch.begin(
                "the ledger",
                () -> parts.add(config.ledgerConfig()
                        .map(file -> Consortium.fabric(ledgerFolder, file))
                        .orElseGet(() -> Consortium.embedded(ledgerFolder, clock))),
                () -> config.ledgerConfig()
                        .map(file -> "it connects as " + file + " says")
                        .orElse("it reads " + ledgerFolder));
        AtomicReference<String> kafkaStep = new AtomicReference<>("it begins");
        EmbeddedKafka kafka = watch.await(
                "Kafka",
                () -> parts.add(EmbeddedKafka.start(
                        new EmbeddedKafka.Config(folder.sub("kafka"), config.host(), ports.get(0), SMALL_BROKER),
                        kafkaStep::set)),
                kafkaStep::get);
        String bootstrap = kafka.bootstrapServers();
        Map<String, Object> clients = Map.of("bootstrap.servers", bootstrap);
        EmbeddedRegistry registry = watch.await(
                "the schema registry",
                // A log is read from its start: a new schema must read the records of every older one.
                () -> parts.add(EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        config.host(), ports.get(1), clients, Topics.SCHEMAS, Compatibility.BACKWARD_TRANSITIVE))),
                () -> WaitsFor.text(bootstrap, "it reads " + Topics.SCHEMAS, Topics.SCHEMAS::equals));
        Consortium consortium = watch.finish(opening);

        PemLogKeys keys = new PemLogKeys(folder.sub("keys"));
        Map<String, String> known = new ConcurrentSkipListMap<>();
        EvidenceVerifier verifier = new EvidenceVerifier(RECEIPTS);
        DeploymentTrust trust = new DeploymentTrust(keys, consortium.trust());
        AtomicReference<String> connectStep = new AtomicReference<>("it begins");
        var connect = watch.begin(
                "Kafka Connect",
                () -> parts.add(EmbeddedConnect.start(
                        new EmbeddedConnect.Config(
                                folder.sub("connect"),
                                config.host(),
                                ports.get(2),
                                bootstrap,
                                registry.uri(),
                                plugins(folder.sub("connect").resolve("plugins"))),
                        connectStep::set)),
                () -> WaitsFor.text(
                        bootstrap, String.valueOf(connectStep.get()), topic -> topic.startsWith("connect-")));
        // Makes Tombolo's own topics, which the read side reads.
        AnchoringService anchoring = watch.await(
                "the anchoring service",
                () -> parts.add(
                        AnchoringService.start(anchoring(config, folder, bootstrap, registry), keys, consortium::as)),
                () -> WaitsFor.text(bootstrap, "it reads tombolo.state", topic -> topic.startsWith("tombolo.")));
        var reads = watch.beginReady(
                "the anchoring service",
                anchoring::reads,
                () -> WaitsFor.text(
                        bootstrap,
                        String.join("; ", anchoring.state().notReady()),
                        topic -> topic.startsWith("tombolo.") || topic.equals("__consumer_offsets")));
        ProvenanceApi api = watch.await(
                "the read side",
                () -> parts.add(ProvenanceApi.start(new ProvenanceApi.Config(
                        config.host(),
                        ports.get(3),
                        folder.sub("read-side"),
                        clients,
                        registry.uri(),
                        trust::policy,
                        verifier,
                        () -> Map.copyOf(known)))),
                () -> WaitsFor.text(bootstrap, "it opens its folder", topic -> topic.startsWith("tombolo.")));
        var follows = watch.beginReady(
                "the read side",
                () -> api.state().phase() != FollowerState.Phase.CONNECTING,
                () -> "it looks for tombolo.log, tombolo.checkpoints and tombolo.anchors; "
                        + api.state().message());
        PushServer push = watch.await(
                "HTTP push",
                () -> parts.add(PushServer.start(
                        new PushServer.Config(
                                config.host(),
                                ports.get(4),
                                clients,
                                registry.uri(),
                                folder.sub("push").resolve("keys.json"),
                                PushServer.Config.PushLimits.defaults()),
                        clock)),
                () -> "it begins to listen");
        var pushes = watch.beginReady(
                "HTTP push",
                push::ready,
                () -> WaitsFor.text(bootstrap, "it reads tombolo.push", "tombolo.push"::equals));
        URI connectUri = watch.finish(connect).uri();
        List.of(reads, follows, pushes).forEach(watch::finish);
        Endpoints endpoints =
                new Endpoints(bootstrap, text(registry.uri()), text(connectUri), text(api.uri()), text(push.uri()));
        known.putAll(endpoints.toMap());
        known.put("ledger", consortium.description());
        consortium.organisations().ifPresent(names -> known.put("organisations", String.join(",", names)));
        // Loopback, any port: for tombolo status and a Prometheus beside it. Only the read side says where.
        ServiceHttp operations = parts.add(ServiceHttp.start(new AnchoringConfig.Http("127.0.0.1", 0), anchoring));
        known.put("anchoring", operations.address());
        return new Node(parts, endpoints, consortium, anchoring, keys);
    }

    /**
     * Debezium's connectors lie beside our jars, each with libraries of its own; the operator's lie in the data folder. Each gets the
     * converters that pass on every value as its database wrote it.
     */
    private static Map<String, String> plugins(Path folder) {
        String own = folder.toAbsolutePath().toString();
        String shipped = System.getProperty("tombolo.plugins", "");
        boolean ours = !shipped.isEmpty() && Files.isDirectory(Path.of(shipped));
        try {
            ConverterJar.installIn(folder);
            if (ours) {
                ConverterJar.installIn(Path.of(shipped));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the converters for databases cannot be put beside Debezium's connectors in " + own
                            + (ours ? " and " + shipped : "") + ": " + e.getMessage(),
                    e);
        }
        return Map.of("plugin.path", ours ? shipped + "," + own : own);
    }

    private static String text(Object uri) {
        return uri.toString().replaceAll("/+$", "");
    }

    private static AnchoringConfig anchoring(
            UpConfig config, DataFolder folder, String bootstrap, EmbeddedRegistry registry) {
        AnchoringConfig modest = ConfigFile.defaults().modest();
        return modest.withDataDir(folder.sub("streams"))
                .withKafka(Map.of("bootstrap.servers", bootstrap))
                .withRegistry(Map.of("schema.registry.url", text(registry.uri())))
                .withSeal(new AnchoringConfig.Seal(
                        config.sealLeaves(), config.sealAge().toMillis()))
                .withAnchor(modest.anchor()
                        .withPace(
                                config.anchorInterval().toMillis(),
                                modest.anchor().transactionsPerMinute()));
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public Consortium consortium() {
        return consortium;
    }

    public AnchoringStatus anchoring() {
        return anchoring.state();
    }

    public PemLogKeys keys() {
        return keys;
    }

    @Override
    public void close() {
        parts.close();
    }
}
