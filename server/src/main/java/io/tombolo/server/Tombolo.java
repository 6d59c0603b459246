package io.tombolo.server;

import io.tombolo.agreements.http.AgreementServer;
import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.process.ServiceHttp;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.connect.ProtectKeyset;
import io.tombolo.connectors.protect.KeyReader;
import io.tombolo.http.server.Protection;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.ledger.Ledger;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.provenance.ProvenanceApi;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.search.SearchIndex;
import io.tombolo.push.PushServer;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.verification.EvidenceVerifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts in one JVM, put together: the composition root. The parts talk to each other over loopback sockets, as they would if
 * they ran apart.
 */
public final class Tombolo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tombolo.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

    /** Room for one machine's load within a gigabyte for all parts together. */
    private static final Map<String, String> SMALL_BROKER = Map.of(
            "num.network.threads", "2",
            "num.io.threads", "4",
            "log.cleaner.dedupe.buffer.size", "8388608",
            // What an erasure replaced is to be gone soon.
            "log.cleaner.backoff.ms", "1000",
            "log.index.size.max.bytes", "1048576");

    private final Parts parts;
    private final Endpoints endpoints;
    private final URI agreements;
    private final Optional<URI> dataspace;
    private final String operations;
    private final Consortium consortium;
    private final AnchoringService anchoring;
    private final PemLogKeys keys;

    private Tombolo(
            Parts parts,
            Endpoints endpoints,
            URI agreements,
            Optional<URI> dataspace,
            String operations,
            Consortium consortium,
            AnchoringService anchoring,
            PemLogKeys keys) {
        this.parts = parts;
        this.endpoints = endpoints;
        this.agreements = agreements;
        this.dataspace = dataspace;
        this.operations = operations;
        this.consortium = consortium;
        this.anchoring = anchoring;
        this.keys = keys;
    }

    /**
     * Starts everything in the configuration's data folder, which is made when missing, and returns when all of it is ready. Closing
     * stops everything and releases the folder, which keeps the data.
     *
     * @throws ServerException if the environment does not let it; what had been started is stopped again
     */
    public static Tombolo start(ServerConfig config) {
        Parts parts = new Parts();
        DataFolder folder = parts.add(DataFolder.open(config.data()));
        return start(config, folder, Clock.systemUTC(), watch(), parts);
    }

    /**
     * As {@link #start(ServerConfig)}, in a folder that is open already and that the caller closes.
     *
     * @throws ServerException if the environment does not let it; what had been started is stopped again
     */
    public static Tombolo start(ServerConfig config, DataFolder folder, Clock clock) {
        return start(config, folder, clock, watch(), new Parts());
    }

    private static StartWatch watch() {
        return new StartWatch(
                System::nanoTime, StartWatch.LIMIT, slow -> LOG.atWarn().log(slow));
    }

    /**
     * As {@link #start(ServerConfig, DataFolder, Clock)}, for an operator who looks on.
     *
     * @param longest how long a part may take to become ready
     * @param report takes a line about each part that takes long
     */
    public static Tombolo start(
            ServerConfig config, DataFolder folder, Clock clock, Duration longest, Consumer<String> report) {
        return start(config, folder, clock, new StartWatch(System::nanoTime, longest, report), new Parts());
    }

    private static Tombolo start(ServerConfig config, DataFolder folder, Clock clock, StartWatch watch, Parts parts) {
        try {
            folder.begin();
            return start(config, folder, clock, FoundPorts.settle(config, folder.root(), watch::report), parts, watch);
        } catch (CompletionException e) {
            stop(watch, parts);
            @Nullable Throwable cause = e.getCause();
            throw cause instanceof ServerException up
                    ? up
                    : new ServerException(firstLine(cause == null ? e : cause), e);
        } catch (ServerException e) {
            stop(watch, parts);
            throw e;
        } catch (RuntimeException e) {
            stop(watch, parts);
            throw new ServerException(firstLine(e), e);
        }
    }

    private static void stop(StartWatch watch, Parts parts) {
        watch.stop(CLOSE_WITHIN);
        parts.close(CLOSE_WITHIN);
    }

    private static String firstLine(Throwable failure) {
        String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return "the server did not start: " + said + " (" + failure.getClass().getSimpleName()
                + "; see DIR/logs/tombolo.log)";
    }

    private static Tombolo start(
            ServerConfig config, DataFolder folder, Clock clock, List<Integer> ports, Parts parts, StartWatch watch) {
        Access access = Access.of(folder, config, ports.get(5), clock);
        PartnerSide partners = new PartnerSide(clock);
        Protection protection = access.protection().limited(partners.limits());
        var opening = watch.begin(
                "the ledger",
                () -> OpenLedgers.open(folder, config.ledgers(), clock, parts),
                () -> "it opens " + config.ledgers().first());
        String keyset = keyset(folder, config);
        String bootstrap = access.bootstrap(ports.get(0));
        Map<String, String> clients = access.clients(bootstrap);
        URI registryUri = access.uri(ports.get(1));
        AtomicReference<String> kafkaStep = new AtomicReference<>("it begins");
        var broker = watch.begin(
                "Kafka",
                () -> config.kafka().isEmpty()
                        ? parts.add(EmbeddedKafka.start(
                                new EmbeddedKafka.Config(
                                        folder.sub("kafka"), config.host(), ports.get(0), SMALL_BROKER, access.kafka()),
                                kafkaStep::set))
                        : OwnCluster.found(clients),
                kafkaStep::get);
        // What was restored writes nothing before it was compared with the ledger.
        StartWatch.Starting<?> writes = RestoredFolder.isNotCompared(folder.root())
                ? watch.beginBeside(
                        broker,
                        "the restored logs",
                        () -> {
                            broker.result().join();
                            return RestoredLogs.compare(
                                    folder.root(),
                                    LocalAnchoring.config(config, folder, access, bootstrap, registryUri),
                                    opening.result().join());
                        },
                        () -> "they are compared with the ledger")
                : broker;
        AtomicReference<String> connectStep = new AtomicReference<>("it begins");
        // Finds its plugins while Kafka starts.
        var connect = watch.beginBeside(
                broker,
                "Kafka Connect",
                () -> parts.add(EmbeddedConnect.start(
                        new EmbeddedConnect.Config(
                                folder.sub("connect"),
                                config.host(),
                                ports.get(2),
                                clients,
                                access.registry(registryUri),
                                Plugins.under(folder.sub("connect").resolve("plugins")),
                                access.connect()),
                        () -> writes.result().join(),
                        connectStep::set)),
                () -> WaitsFor.text(clients, String.valueOf(connectStep.get()), topic -> topic.startsWith("connect-")));
        watch.finish(broker);
        watch.finish(writes);
        if (!config.kafka().isEmpty()) {
            access.partners(config.partners())
                    .ifPresent(kafka ->
                            ClusterLooks.lines(clients, kafka.address()).forEach(watch::report));
        }
        EmbeddedRegistry registry = watch.await(
                "the schema registry",
                // A log is read from its start: a new schema must read the records of every older one.
                () -> parts.add(EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        config.host(),
                        ports.get(1),
                        clients,
                        Topics.SCHEMAS,
                        Compatibility.BACKWARD_TRANSITIVE,
                        protection))),
                () -> WaitsFor.text(clients, "it reads " + Topics.SCHEMAS, Topics.SCHEMAS::equals));
        PemLogKeys keys = new PemLogKeys(folder.sub("keys"));
        Map<String, String> known = new ConcurrentSkipListMap<>();
        Invited invited = new Invited(folder.root().resolve("invitations"), keys);
        AgreementServer agreements = watch.await(
                "the agreements",
                () -> partners.start(
                        config,
                        folder,
                        ports.get(6),
                        access,
                        protection,
                        clients,
                        access.registry(registry.uri()),
                        PartnerSide.keys(folder.sub("members"), keys),
                        invited,
                        () -> Map.copyOf(known),
                        parts),
                () -> WaitsFor.text(clients, "it reads the agreements", topic -> topic.endsWith(".agreements")));
        OpenLedgers ledgers = watch.finish(opening);
        Consortium consortium = ledgers.first();

        EvidenceVerifier verifier = EvidenceVerifier.standard();
        Map<String, Function<String, Ledger>> further = ledgers.byName();
        Vouchers.open(config.witnesses(), config.timestamps(), parts)
                .forEach(voucher -> further.put(voucher.name(), any -> voucher));
        DeploymentTrust trust = new DeploymentTrust(keys, ledgers, config.witnesses(), config.timestamps());
        // Makes Tombolo's own topics, which the read side reads.
        AnchoringService anchoring = watch.await(
                "the anchoring service",
                () -> parts.add(AnchoringService.start(
                        LocalAnchoring.config(config, folder, access, bootstrap, registry.uri()),
                        keys,
                        consortium::as,
                        further)),
                () -> WaitsFor.text(clients, "it reads tombolo.state", topic -> topic.startsWith("tombolo.")));
        var reads = watch.beginReady(
                "the anchoring service",
                anchoring::reads,
                () -> WaitsFor.text(
                        clients,
                        String.join("; ", anchoring.state().notReady()),
                        topic -> topic.startsWith("tombolo.") || topic.equals("__consumer_offsets")));
        PartnersKeyDesk desk = new PartnersKeyDesk(
                partners.keys(), parts.add(new KeyReader(clients, KeyEncryption.of(keyset.toString()))));
        ProvenanceApi api = watch.await(
                "the read side",
                () -> parts.add(ProvenanceApi.start(
                        new ProvenanceApi.Config(
                                config.host(),
                                ports.get(3),
                                folder.sub("read-side"),
                                Map.copyOf(clients),
                                RegistrySettings.from(access.registry(registry.uri())),
                                trust::policy,
                                verifier,
                                () -> Map.copyOf(known),
                                ProvenanceApi.Config.LIMITS,
                                Clock.systemUTC(),
                                protection,
                                SearchIndex.Settings.defaults(),
                                config.objects()),
                        new ProvenanceApi.Beside(Optional.of(desk), () -> Optional.of(ServiceHttp.state(anchoring))))),
                () -> WaitsFor.text(clients, "it opens its folder", topic -> topic.startsWith("tombolo.")));
        partners.compareWith(api::root);
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
                                Map.copyOf(clients),
                                access.registry(registry.uri()),
                                folder.sub("push").resolve("keys.json"),
                                PushServer.Config.PushLimits.defaults(),
                                protection,
                                keyset),
                        clock)),
                () -> "it begins to listen");
        var pushes = watch.beginReady(
                "HTTP push",
                push::ready,
                () -> WaitsFor.text(clients, "it reads tombolo.push", "tombolo.push"::equals));
        URI connectUri = watch.finish(connect).uri();
        List.of(reads, follows, pushes).forEach(watch::finish);
        Endpoints endpoints = new Endpoints(
                bootstrap,
                LocalAnchoring.text(registry.uri()),
                LocalAnchoring.text(connectUri),
                LocalAnchoring.text(api.uri()),
                LocalAnchoring.text(push.uri()));
        access.publish(endpoints);
        known.putAll(endpoints.toMap());
        known.put("agreements", LocalAnchoring.text(agreements.uri()));
        partners.dataspace().ifPresent(uri -> known.put("dataspace", LocalAnchoring.text(uri)));
        known.put("ledger", consortium.description());
        ledgers.further()
                .forEach(one -> known.merge("further_ledgers", one.description(), (all, next) -> all + ", " + next));
        consortium.organisations().ifPresent(names -> known.put("organisations", String.join(",", names)));
        invited.known(trust);
        // For tombolo status and a Prometheus beside it.
        ServiceHttp operations =
                parts.add(ServiceHttp.start(config.host(), ports.get(7), protection, anchoring, meters -> {
                    api.publish(meters);
                    push.publish(meters);
                    registry.publish(meters);
                    agreements.publish(meters);
                    partners.publishDataspace(meters);
                }));
        known.put("anchoring", operations.address());
        folder.ready();
        return new Tombolo(
                parts,
                endpoints,
                agreements.uri(),
                partners.dataspace(),
                operations.address(),
                consortium,
                anchoring,
                keys);
    }

    /** What wraps the keys of protected fields: wrong keys stop a start, not the first row that is to be protected. */
    private static String keyset(DataFolder folder, ServerConfig config) {
        ProtectKeyset.choose(folder.root(), config.protectKeyset());
        String chosen = ProtectKeyset.of(folder.root());
        Path own = ProtectKeyset.file(folder.root());
        if (chosen.equals(own.toString()) && !Files.exists(own)) {
            KeyEncryption.create(own);
        }
        KeyEncryption.of(chosen);
        return chosen;
    }

    /** Where its parts listen. */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** Where agreements are offered, accepted and ended: base URL. */
    public URI agreements() {
        return agreements;
    }

    /** Where the connector of the Dataspace Protocol listens, if there is one: the root of its paths. */
    public Optional<URI> dataspace() {
        return dataspace;
    }

    /** Where {@code /metrics} and {@code /ready} of all parts are: base URL. */
    public String operations() {
        return operations;
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
