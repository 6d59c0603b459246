package io.tombolo.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.config.AnchoringConfig.TimestampAuthority;
import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.anchoring.process.ServiceHttp;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.http.server.WebServer;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.ledger.Ledger;
import io.tombolo.provenance.ProvenanceApi;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.push.PushServer;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.verification.EvidenceVerifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
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
            "log.index.size.max.bytes", "1048576");

    private final Parts parts;
    private final Endpoints endpoints;
    private final Consortium consortium;
    private final AnchoringService anchoring;
    private final PemLogKeys keys;

    private Tombolo(
            Parts parts, Endpoints endpoints, Consortium consortium, AnchoringService anchoring, PemLogKeys keys) {
        this.parts = parts;
        this.endpoints = endpoints;
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
    public static Tombolo start(Config config) {
        Parts parts = new Parts();
        DataFolder folder = parts.add(DataFolder.open(config.data()));
        return start(config, folder, Clock.systemUTC(), watch(), parts);
    }

    /**
     * As {@link #start(Config)}, in a folder that is open already and that the caller closes.
     *
     * @throws ServerException if the environment does not let it; what had been started is stopped again
     */
    public static Tombolo start(Config config, DataFolder folder, Clock clock) {
        return start(config, folder, clock, watch(), new Parts());
    }

    private static StartWatch watch() {
        return new StartWatch(
                System::nanoTime, StartWatch.LIMIT, slow -> LOG.atWarn().log(slow));
    }

    /**
     * As {@link #start(Config, DataFolder, Clock)}, for an operator who looks on.
     *
     * @param longest how long a part may take to become ready
     * @param report takes a line about each part that takes long
     */
    public static Tombolo start(
            Config config, DataFolder folder, Clock clock, Duration longest, Consumer<String> report) {
        return start(config, folder, clock, new StartWatch(System::nanoTime, longest, report), new Parts());
    }

    private static Tombolo start(Config config, DataFolder folder, Clock clock, StartWatch watch, Parts parts) {
        try {
            return start(config, folder, clock, ports(config), parts, watch);
        } catch (CompletionException e) {
            parts.close(CLOSE_WITHIN);
            @Nullable Throwable cause = e.getCause();
            throw cause instanceof ServerException up
                    ? up
                    : new ServerException(firstLine(cause == null ? e : cause), e);
        } catch (ServerException e) {
            parts.close(CLOSE_WITHIN);
            throw e;
        } catch (RuntimeException e) {
            parts.close(CLOSE_WITHIN);
            throw new ServerException(firstLine(e), e);
        }
    }

    private static List<Integer> ports(Config config) {
        return Ports.settle(
                config.host(),
                List.of(
                        Map.entry("kafka", config.kafkaPort()),
                        Map.entry("registry", config.registryPort()),
                        Map.entry("connect", config.connectPort()),
                        Map.entry("api", config.apiPort()),
                        Map.entry("push", config.pushPort())));
    }

    private static String firstLine(Throwable failure) {
        String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return "the server did not start: " + said + " (" + failure.getClass().getSimpleName()
                + "; see DIR/logs/tombolo.log)";
    }

    private static Tombolo start(
            Config config, DataFolder folder, Clock clock, List<Integer> ports, Parts parts, StartWatch watch) {
        Access access = Access.of(folder, config.host(), config.security(), clock);
        var opening = watch.begin(
                "the ledger",
                () -> OpenLedgers.open(folder, config.ledgers(), clock, parts),
                () -> "it opens " + config.ledgers().first());
        String bootstrap = access.address(ports.get(0));
        Map<String, String> clients = access.clients(bootstrap);
        URI registryUri = access.uri(ports.get(1));
        AtomicReference<String> kafkaStep = new AtomicReference<>("it begins");
        var broker = watch.begin(
                "Kafka",
                () -> parts.add(EmbeddedKafka.start(
                        new EmbeddedKafka.Config(
                                folder.sub("kafka"), config.host(), ports.get(0), SMALL_BROKER, access.kafka()),
                        kafkaStep::set)),
                kafkaStep::get);
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
                                bootstrap,
                                registryUri,
                                Plugins.under(folder.sub("connect").resolve("plugins")),
                                access.connect()),
                        () -> broker.result().join(),
                        connectStep::set)),
                () -> WaitsFor.text(clients, String.valueOf(connectStep.get()), topic -> topic.startsWith("connect-")));
        watch.finish(broker);
        EmbeddedRegistry registry = watch.await(
                "the schema registry",
                // A log is read from its start: a new schema must read the records of every older one.
                () -> parts.add(EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        config.host(),
                        ports.get(1),
                        clients,
                        Topics.SCHEMAS,
                        Compatibility.BACKWARD_TRANSITIVE,
                        access.protection()))),
                () -> WaitsFor.text(clients, "it reads " + Topics.SCHEMAS, Topics.SCHEMAS::equals));
        OpenLedgers ledgers = watch.finish(opening);
        Consortium consortium = ledgers.first();

        PemLogKeys keys = new PemLogKeys(folder.sub("keys"));
        Map<String, String> known = new ConcurrentSkipListMap<>();
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
        ProvenanceApi api = watch.await(
                "the read side",
                () -> parts.add(ProvenanceApi.start(new ProvenanceApi.Config(
                        config.host(),
                        ports.get(3),
                        folder.sub("read-side"),
                        Map.copyOf(clients),
                        RegistrySettings.from(access.registry(registry.uri())),
                        trust::policy,
                        verifier,
                        () -> Map.copyOf(known),
                        WebServer.Limits.defaults(),
                        Clock.systemUTC(),
                        access.protection()))),
                () -> WaitsFor.text(clients, "it opens its folder", topic -> topic.startsWith("tombolo.")));
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
                                access.protection()),
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
        known.put("ledger", consortium.description());
        ledgers.further()
                .forEach(one -> known.merge("further_ledgers", one.description(), (all, next) -> all + ", " + next));
        consortium.organisations().ifPresent(names -> known.put("organisations", String.join(",", names)));
        // Any port: for tombolo status and a Prometheus beside it. Only the read side says where.
        ServiceHttp operations = parts.add(ServiceHttp.start(config.host(), 0, access.protection(), anchoring));
        known.put("anchoring", operations.address());
        return new Tombolo(parts, endpoints, consortium, anchoring, keys);
    }

    /** Where its parts listen. */
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

    /**
     * Where the parts of one server listen.
     *
     * @param kafka bootstrap address, {@code host:port}
     * @param registry base URL of the schema registry
     * @param connect base URL of Kafka Connect's REST interface
     * @param api base URL of the read side
     * @param push base URL of HTTP push
     */
    public record Endpoints(String kafka, String registry, String connect, String api, String push) {
        public Map<String, String> toMap() {
            Map<String, String> map = new LinkedHashMap<>();
            map.put("kafka", kafka);
            map.put("registry", registry);
            map.put("connect", connect);
            map.put("api", api);
            map.put("push", push);
            return map;
        }

        String toJson() {
            try {
                return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(toMap());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("five strings that are not JSON", e);
            }
        }
    }

    /**
     * What may be chosen for a server, as by the options of {@code tombolo up}. A port of 0 takes any free one.
     *
     * @param data the data folder
     * @param host the address to listen on; loopback by default
     * @param sealLeaves seal a batch at this many leaves
     * @param sealAge seal a batch at this age
     * @param anchorInterval how often the newest checkpoints go to the ledger
     * @param ledgers the ledgers that it anchors on, and anchored on
     * @param witnesses cosign the checkpoints beside the ledger; none by default
     * @param timestamps authorities that time-stamp the checkpoints beside the ledger; none by default
     * @param security how it is secured
     */
    public record Config(
            Path data,
            String host,
            int kafkaPort,
            int registryPort,
            int connectPort,
            int apiPort,
            int pushPort,
            int sealLeaves,
            Duration sealAge,
            Duration anchorInterval,
            Ledgers ledgers,
            List<WitnessAddress> witnesses,
            List<TimestampAuthority> timestamps,
            Security security) {
        public Config {
            timestamps = List.copyOf(timestamps);
            witnesses = List.copyOf(witnesses);
            checkPort("kafka", kafkaPort);
            checkPort("registry", registryPort);
            checkPort("connect", connectPort);
            checkPort("api", apiPort);
            checkPort("push", pushPort);
            if (sealLeaves < 1) {
                throw new ServerException("seal-leaves is " + sealLeaves + ", least 1");
            }
            checkPositive("seal-age", sealAge);
            checkPositive("anchor-interval", anchorInterval);
        }

        /** Open on loopback, secured elsewhere. */
        public Config(
                Path data,
                String host,
                int kafkaPort,
                int registryPort,
                int connectPort,
                int apiPort,
                int pushPort,
                int sealLeaves,
                Duration sealAge,
                Duration anchorInterval,
                Ledgers ledgers,
                List<WitnessAddress> witnesses,
                List<TimestampAuthority> timestamps) {
            this(
                    data,
                    host,
                    kafkaPort,
                    registryPort,
                    connectPort,
                    apiPort,
                    pushPort,
                    sealLeaves,
                    sealAge,
                    anchorInterval,
                    ledgers,
                    witnesses,
                    timestamps,
                    Security.UNASKED);
        }

        /**
         * For a server inside another program, as in a test: loopback, free ports, the embedded ledger, and short intervals, so that an
         * event is anchored within about a second.
         */
        public static Config local(Path data) {
            Duration often = Duration.ofMillis(200);
            return new Config(
                    data,
                    "127.0.0.1",
                    0,
                    0,
                    0,
                    0,
                    0,
                    100_000,
                    often,
                    often,
                    Ledgers.on(Optional.empty()),
                    List.of(),
                    List.of());
        }

        /** The same with these witnesses. */
        public Config withWitnesses(List<WitnessAddress> other) {
            return with(ledgers, other, timestamps, security);
        }

        /** The same with these time-stamping authorities. */
        public Config withTimestamps(List<TimestampAuthority> other) {
            return with(ledgers, witnesses, other, security);
        }

        /** The same on these ledgers. */
        public Config withLedgers(Ledgers other) {
            return with(other, witnesses, timestamps, security);
        }

        /** The same, secured like this. */
        public Config withSecurity(Security other) {
            return with(ledgers, witnesses, timestamps, other);
        }

        private Config with(
                Ledgers otherLedgers,
                List<WitnessAddress> otherWitnesses,
                List<TimestampAuthority> otherAuthorities,
                Security otherSecurity) {
            return new Config(
                    data,
                    host,
                    kafkaPort,
                    registryPort,
                    connectPort,
                    apiPort,
                    pushPort,
                    sealLeaves,
                    sealAge,
                    anchorInterval,
                    otherLedgers,
                    otherWitnesses,
                    otherAuthorities,
                    otherSecurity);
        }

        private static void checkPort(String name, int port) {
            if (port < 0 || port > 65_535) {
                throw new ServerException("--" + name + "-port is " + port + ", limits 0 and 65535");
            }
        }

        private static void checkPositive(String name, Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new ServerException("--" + name + " is " + duration + ", it must be longer than nothing");
            }
        }
    }
}
