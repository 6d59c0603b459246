package io.tombolo.kafka;

import io.tombolo.http.server.Protection;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node in this JVM: KRaft broker and controller, data in one folder that survives kill -9.
 *
 * <p>Topics are never made by accident: {@code auto.create.topics.enable} is off unless an override says so.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final int ATTEMPTS_ON_FREE_PORTS = 3;

    private final KafkaRaftServer server;
    private final FolderLock lock;
    private final String bootstrapServers;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaRaftServer server, FolderLock lock, String bootstrapServers) {
        this.server = server;
        this.lock = lock;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a node and returns once it takes requests (2 to 5 s; after a kill about 2 s more, see {@link Fence}).
     *
     * @throws EmbeddedKafkaException when a port is taken, or the folder can't be used or is in use by another node
     */
    public static EmbeddedKafka start(Config config) {
        return start(config, step -> {});
    }

    /** As {@link #start(Config)}; {@code steps} gets a few words on each step of the start as it begins. */
    public static EmbeddedKafka start(Config config, Consumer<String> steps) {
        return start(config, (same, port, controllerPort) -> {
            steps.accept("the registration of the broker that was killed is being ended");
            Fence.endLastRun(same, port, controllerPort);
            steps.accept("the broker reads " + config.dir() + " and joins its controller");
        });
    }

    /**
     * A port for a server that is started with a fixed one: free, of those that no system hands out by itself, and found by no other
     * search as long as this JVM runs, so that it is still free when the server binds it, also after a restart. 0 when none was found.
     */
    public static int freePort(InetAddress address) {
        return Ports.find(address);
    }

    /** As {@link #freePort(InetAddress)}, and that one if it is free: what was found at an earlier start. */
    public static int freePort(InetAddress address, int wished) {
        return Ports.find(address, wished);
    }

    /** What is done to a folder before its node starts, on the ports that the node will have. */
    interface BeforeStart {
        void run(Config config, int port, int controllerPort);
    }

    static EmbeddedKafka start(Config config, BeforeStart before) {
        Ports.requireFree(config.host(), config.givenPorts());
        FolderLock lock = FolderLock.take(config.folder());
        try {
            format(config);
            RemovedUsers.keepTheOthers(config.folder());
            config.security().ifPresent(security -> giveUser(config, security, lock, before));
            return startOnSomePort(config, lock, before);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedKafka startOnSomePort(Config config, FolderLock lock, BeforeStart before) {
        for (int attempt = 1; ; attempt++) {
            // Found free, then bound by Kafka: somebody may slip in between, so a port of our choice gets new tries.
            int port = config.port() == 0 ? Ports.free(config.host()) : config.port();
            int controllerPort = Ports.free(config.controllerHost());
            try {
                before.run(config, port, controllerPort);
                return startOn(config, lock, port, controllerPort);
            } catch (EmbeddedKafkaException e) {
                // Kafka does not say which of its ports it could not have.
                Ports.requireFree(config.host(), config.givenPorts());
                boolean lost = Ports.isTaken(config.controllerHost(), controllerPort)
                        || (config.port() == 0 && Ports.isTaken(config.host(), port));
                if (attempt == ATTEMPTS_ON_FREE_PORTS || !lost) {
                    throw e;
                }
            } finally {
                Ports.release(controllerPort);
                if (config.port() == 0) {
                    Ports.release(port);
                }
            }
        }
    }

    /** Host and port for clients' {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops the node in order; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            stop();
            lock.close();
        }
    }

    private void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static EmbeddedKafka startOn(Config config, FolderLock lock, int port, int controllerPort) {
        Properties settings = NodeSettings.of(config, port, controllerPort);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        try {
            Halts.failInstead(server::startup);
        } catch (RuntimeException | Error e) {
            server.shutdown();
            throw new EmbeddedKafkaException("Kafka in " + config.dir() + " did not start: " + reason(e), e);
        }
        return new EmbeddedKafka(
                server, lock, config.security().map(one -> one.address(port)).orElse(config.host() + ":" + port));
    }

    /** In a folder that an open node made, or that has another password for the user, a node that listens on loopback takes it first. */
    private static void giveUser(Config config, NodeSecurity security, FolderLock lock, BeforeStart before) {
        if (LastRun.knows(config.folder(), security)) {
            return;
        }
        Config open = new Config(config.dir(), "127.0.0.1", 0, config.overrides());
        EmbeddedKafka node = startOnSomePort(open, lock, before);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", node.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(security.user())).all().get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new EmbeddedKafkaException("Kafka in " + config.dir() + ": its user can't be made: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException("Kafka in " + config.dir() + ": interrupted while it started", e);
        } finally {
            node.stop();
        }
    }

    /** Writes {@code meta.properties} into a folder that has none; one that has it is left as it is. */
    private static void format(Config config) {
        Path dir = config.folder();
        try {
            if (Files.exists(dir.resolve("meta.properties"))) {
                return;
            }
            Formatter formatter = new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(NodeSettings.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(dir.toString()))
                    .setMetadataLogDirectory(dir.toString())
                    .setControllerListenerName(NodeSettings.CONTROLLER)
                    .setHasDynamicQuorum(false)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
            config.security().ifPresent(security -> formatter.setScramArguments(List.of(security.scramArgument())));
            formatter.run();
        } catch (Exception e) {
            throw new EmbeddedKafkaException("folder " + dir + ": can't be formatted (" + e.getMessage() + ")", e);
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof CancellationException) {
            return "its controller has not registered the broker within " + NodeSettings.REGISTERED_WITHIN.toMinutes()
                    + " min; the log states why";
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    /**
     * Where an embedded node keeps its data and where it listens.
     *
     * @param dir data folder, made and formatted when it holds no node yet
     * @param host name or address that clients use; also the one interface it binds
     * @param port 0 to 65535; 0 takes a free one at every start
     * @param overrides broker settings that win over ours
     * @param security how it is protected; without it the node is open to everybody who reaches it, and listens on loopback only
     */
    public record Config(
            Path dir, String host, int port, Map<String, String> overrides, Optional<NodeSecurity> security) {

        public Config {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port: " + port + ", limit 0 to 65535");
            }
            if (security.isEmpty() && !Protection.isLoopback(host)) {
                throw new IllegalArgumentException("kafka: " + host + " is not a loopback address, and without TLS and"
                        + " passwords everybody on the network could read and write: secure it, or listen on 127.0.0.1"
                        + " (docs/secure.md)");
            }
            overrides = Map.copyOf(overrides);
        }

        /** An open node, for loopback. */
        public Config(Path dir, String host, int port, Map<String, String> overrides) {
            this(dir, host, port, overrides, Optional.empty());
        }

        String controllerHost() {
            return security.isPresent() ? "127.0.0.1" : host;
        }

        /** Those that are not chosen here, by what listens there. */
        Map<String, Integer> givenPorts() {
            Map<String, Integer> given = new LinkedHashMap<>();
            if (port != 0) {
                given.put("Kafka (--kafka-port)", port);
            }
            security.ifPresent(one -> given.putAll(one.ports()));
            return given;
        }

        Path folder() {
            return dir.toAbsolutePath().normalize();
        }

        /** A node on the loopback address and a free port. */
        public static Config loopback(Path dir) {
            return new Config(dir, "127.0.0.1", 0, Map.of());
        }
    }
}
