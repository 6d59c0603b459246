package io.tombolo.anchoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.tombolo.anchoring.anchor.AnchorService;
import io.tombolo.anchoring.append.AppendService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.anchoring.kafka.OwnRecords;
import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.AnchoringMetrics;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.Ledger;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;

/** The anchoring service in this JVM: from the dataset topics to the ledgers. Safe for use by several threads. */
public final class AnchoringService implements AutoCloseable {
    private final RegistryClient registry;
    private final boolean ownsRegistry;
    private final StatusBoard status;
    private final AppendService append;
    private final List<AnchorService> anchors;
    private final KafkaWatch watch;
    private final StallWatch stalls;
    private final Readiness readiness;

    private AnchoringService(
            RegistryClient registry,
            boolean ownsRegistry,
            StatusBoard status,
            AppendService append,
            List<AnchorService> anchors,
            KafkaWatch watch,
            StallWatch stalls,
            Readiness readiness) {
        this.registry = registry;
        this.ownsRegistry = ownsRegistry;
        this.status = status;
        this.append = append;
        this.anchors = anchors;
        this.watch = watch;
        this.stalls = stalls;
        this.readiness = readiness;
    }

    /**
     * Starts the service on a running cluster and registry; returns at once, {@link #state()} says when it is ready.
     *
     * @param keys the log keys of the organisations whose datasets match
     * @param ledgers each organisation's ledger, asked for once when its first log is to be anchored; the ledgers stay the
     *     caller's, who closes them after this service
     */
    public static AnchoringService start(AnchoringConfig config, LogKeys keys, Function<String, Ledger> ledgers) {
        return start(config, keys, ledgers, Map.of());
    }

    /**
     * As {@link #start(AnchoringConfig, LogKeys, Function)}, with further ledgers, such as witnesses, that take the heads of all
     * organisations beside their own ledgers.
     *
     * @param further by their names; each as {@code ledgers}
     */
    public static AnchoringService start(
            AnchoringConfig config,
            LogKeys keys,
            Function<String, Ledger> ledgers,
            Map<String, Function<String, Ledger>> further) {
        RegistryClient registry = config.registryClient();
        try {
            return start(config, keys, ledgers, further, registry, true, Probe.NONE);
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    /** As {@link #start(AnchoringConfig, LogKeys, Function)}, with a registry client of the caller's. */
    public static AnchoringService start(
            AnchoringConfig config, LogKeys keys, Function<String, Ledger> ledgers, RegistryClient registry) {
        return start(config, keys, ledgers, Map.of(), registry, false, Probe.NONE);
    }

    static AnchoringService start(
            AnchoringConfig config,
            LogKeys keys,
            Function<String, Ledger> ledgers,
            Map<String, Function<String, Ledger>> further,
            RegistryClient registry,
            boolean ownsRegistry,
            Probe probe) {
        try (Admin admin = Admin.create(Clients.admin(config))) {
            OwnTopics.make(admin);
        }
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return start(config, keys, ledgers, further, registry, ownsRegistry, probe, opened);
        } catch (RuntimeException | Error e) {
            Clients.close(opened);
            throw e;
        }
    }

    /** Each part is in {@code opened}, the newest first, from the moment on at which it runs. */
    private static AnchoringService start(
            AnchoringConfig config,
            LogKeys keys,
            Function<String, Ledger> ledgers,
            Map<String, Function<String, Ledger>> further,
            RegistryClient registry,
            boolean ownsRegistry,
            Probe probe,
            Deque<AutoCloseable> opened) {
        Clock clock = Clock.systemUTC();
        StatusBoard status = new StatusBoard();
        OwnRecords records = new OwnRecords(registry);
        AppendService append =
                AppendService.start(config, keys, new RegistrySchemaHashes(registry), records, status, probe);
        opened.push(append);
        List<AnchorService> anchors = new ArrayList<>();
        if (config.anchor().enabled()) {
            anchors.add(AnchorService.start(config, keys, ledgers, further.keySet(), records, clock, status, probe));
            opened.push(anchors.get(0));
            further.forEach((name, ledger) -> {
                AnchorService one = AnchorService.startFurther(config, keys, name, ledger, records, clock, status);
                opened.push(one);
                anchors.add(one);
            });
        }
        KafkaWatch watch = KafkaWatch.start(
                Admin.create(Clients.admin(config)),
                Duration.ofMillis(Math.min(2_000, config.ready().kafkaAwayMs() / 3)),
                () -> status.kafkaSeen(clock.millis()));
        opened.push(watch);
        StallWatch stalls = StallWatch.start(
                Admin.create(Clients.admin(config)),
                watched(config),
                Duration.ofMillis(Math.min(15_000, config.ready().kafkaAwayMs())),
                status::transactions,
                clock);
        opened.push(stalls);
        return new AnchoringService(
                registry, ownsRegistry, status, append, anchors, watch, stalls, new Readiness(config.ready(), clock));
    }

    /** All topics in which a hanging transaction would hold this service, or a Connect worker of this cluster, up. */
    private static Predicate<String> watched(AnchoringConfig config) {
        Predicate<String> sources = AppendService.sources(config);
        return topic -> topic.equals("__consumer_offsets")
                || topic.startsWith("tombolo.")
                || topic.startsWith("connect-")
                || sources.test(topic);
    }

    /** Whether all stream threads have their partitions and read. */
    public boolean reads() {
        return append.unassigned() < 0;
    }

    /** How far every log is. */
    public AnchoringStatus state() {
        return status.read(readiness.missing(append.unassigned(), status), append.lag());
    }

    /** Publishes this service's meters in a registry of the caller's; what has labels that came up later needs another call. */
    public AnchoringMetrics publish(MeterRegistry registry) {
        status.meters().add(registry);
        AnchoringMetrics metrics = new AnchoringMetrics(this::state, Clock.systemUTC());
        metrics.bindTo(registry);
        return metrics;
    }

    /** Ends within 10 s: what is sealed is committed, what is not committed will be done again at the next start. */
    @Override
    public void close() {
        List<Thread> anchoring = anchors.stream()
                .map(anchor -> new Thread(anchor::close, "close-anchorer"))
                .toList();
        anchoring.forEach(Thread::start);
        watch.close();
        stalls.close();
        append.close();
        try {
            for (Thread one : anchoring) {
                one.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ownsRegistry) {
            registry.close();
        }
    }
}
