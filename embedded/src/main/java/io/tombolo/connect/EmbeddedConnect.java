package io.tombolo.connect;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.http.server.Protection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.connect.runtime.Connect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A distributed Connect worker in this JVM, ready when {@link #start} returns. */
public final class EmbeddedConnect implements AutoCloseable {

    /** In the folder of secrets: the worker's Kafka settings, to which connectors may refer. */
    public static final String KAFKA_SECRETS = ".kafka.properties";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedConnect.class);
    /** Longer than any start takes on a busy machine; a server that is started by an operator gives up when they say. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);

    private static final Duration ASK_EVERY = Duration.ofMillis(100);

    private final Connect<?> connect;
    private final URI uri;
    private final TaskRestarts restarts;

    private EmbeddedConnect(Connect<?> connect) {
        this.connect = connect;
        this.uri = withoutLastSlash(connect.rest().advertisedUrl());
        this.restarts = new TaskRestarts(connect.herder());
    }

    /**
     * Starts the worker and waits until it has joined its group and answers for connectors.
     *
     * @throws org.apache.kafka.connect.errors.ConnectException when a setting is wrong, the port is taken, or Kafka does not
     *     answer
     * @throws IllegalStateException when it is not ready within 10 min
     */
    public static EmbeddedConnect start(Config config) {
        return start(config, () -> {}, step -> {});
    }

    /**
     * As {@link #start(Config)}, beside a Kafka that only starts: plugins are found meanwhile.
     *
     * @param kafka returns once Kafka answers
     * @param steps gets a few words on each step of the start, and each answer of its health
     */
    public static EmbeddedConnect start(Config config, Runnable kafka, Consumer<String> steps) {
        try {
            Files.createDirectories(config.plugins());
            Files.createDirectories(config.secrets());
            config.keepKafka();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> worker = config.worker();
        steps.accept("the worker looks for plugins");
        Runnable beforeKafka = () -> {
            kafka.run();
            steps.accept("transactions that a killed worker left open are being ended");
            OpenTransactions.end(Map.copyOf(config.kafka()), worker.getOrDefault("group.id", ""));
            steps.accept("the worker reads its topics");
        };
        var started = new EmbeddedConnect(OwnerStops.startConnect(worker, beforeKafka));
        try {
            started.awaitReady(config.access(), steps);
        } catch (RuntimeException e) {
            // Its end waits for its threads, also that of a start which was interrupted.
            boolean interrupted = Thread.interrupted();
            started.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throw e;
        } finally {
            OwnerStops.started(started.worker());
        }
        LOG.atInfo().addKeyValue("url", started.uri).log("Connect is ready");
        return started;
    }

    /**
     * Whether a restart is all that a failed task needs: Kafka Connect ended it by a fault of its own, which passes. A worker of this class
     * restarts such tasks by itself.
     *
     * @param trace the stack trace in the task's status
     */
    public static boolean restartHelps(String trace) {
        return TaskRestarts.canHelp(trace);
    }

    /** Where its REST interface answers, without a slash at the end. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        restarts.close();
        connect.stop();
        connect.awaitStop();
    }

    /** Its name among workers. */
    private String worker() {
        return uri.getHost() + ":" + uri.getPort();
    }

    private void awaitReady(HttpAccess access, Consumer<String> steps) {
        BoundedHttp http = access.http(new HttpLimits(Duration.ofSeconds(10), 1 << 20, 0));
        HttpRequest health = HttpRequest.newBuilder(URI.create(uri + "/health")).build();
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        String last = "no answer";
        while (System.nanoTime() < deadline) {
            if (OwnerStops.gaveUp(worker())) {
                throw new IllegalStateException(
                        "Kafka Connect at " + uri + " gave up while it started; the log has the reason");
            }
            try {
                HttpAnswer answer = http.send(health);
                if (answer.status() == 200) {
                    return;
                }
                last = answer.text();
                steps.accept("its health is " + last);
                Thread.sleep(ASK_EVERY.toMillis());
            } catch (IOException e) {
                last = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Connect at " + uri + ": interrupted while it started", e);
            }
        }
        throw new IllegalStateException(
                "Connect at " + uri + ": not ready in " + READY_WITHIN.toSeconds() + " s: " + last);
    }

    private static URI withoutLastSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }

    /**
     * What one embedded worker needs to know.
     *
     * @param dir the worker's folder: further plugins are found in {@code dir/plugins}, and connectors may read their secrets as
     *     <code>${file:dir/secrets/NAME:KEY}</code>
     * @param host the address that the REST server listens on
     * @param port its port, 0 for any free one
     * @param kafka settings of Kafka clients, with {@code bootstrap.servers}: the worker's, and its connectors' unless they have others
     * @param registry settings of the converters' registry client, with Confluent's keys
     * @param overrides worker settings that win over all of Tombolo's
     * @param security how its REST interface is protected; without it the worker serves everybody, and listens on loopback only
     */
    public record Config(
            Path dir,
            String host,
            int port,
            Map<String, String> kafka,
            Map<String, String> registry,
            Map<String, String> overrides,
            Optional<ConnectSecurity> security) {

        static final String AVRO_CONVERTER = "io.tombolo.schemas.serde.AvroConverter";

        public Config {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("Connect's REST port: " + port + ", limits 0 and 65535");
            }
            if (security.isEmpty() && !Protection.isLoopback(host)) {
                throw new IllegalArgumentException("Kafka Connect: " + host + " is not a loopback address, and without"
                        + " TLS and tokens everybody on the network could run connectors: secure it, or listen on"
                        + " 127.0.0.1 (docs/secure.md)");
            }
            kafka = Map.copyOf(kafka);
            registry = Map.copyOf(registry);
            overrides = Map.copyOf(overrides);
        }

        /** An open worker, for loopback, beside a Kafka and a registry that ask for nothing but their addresses. */
        public Config(
                Path dir, String host, int port, String bootstrap, URI registryUrl, Map<String, String> overrides) {
            this(
                    dir,
                    host,
                    port,
                    Map.of("bootstrap.servers", bootstrap),
                    Map.of("schema.registry.url", registryUrl.toString()),
                    overrides,
                    Optional.empty());
        }

        HttpAccess access() {
            return security.map(ConnectSecurity::access).orElse(HttpAccess.OPEN);
        }

        Path plugins() {
            return dir.resolve("plugins").toAbsolutePath();
        }

        Path secrets() {
            return dir.resolve("secrets").toAbsolutePath();
        }

        /** For clients of connectors that know nothing of the worker's. */
        private void keepKafka() throws IOException {
            Path file = secrets().resolve(KAFKA_SECRETS);
            Properties properties = new Properties();
            properties.putAll(kafka);
            // A temporary file is its owner's alone from its first byte on.
            Path draft = Files.createTempFile(secrets(), "kafka", ".new");
            try (OutputStream out = Files.newOutputStream(draft)) {
                properties.store(out, null);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        /** The key encryption keys of protected fields, beside the worker's folder. */
        private String keyset() {
            return ProtectKeyset.of(dir.toAbsolutePath().normalize().resolveSibling("."));
        }

        Map<String, String> worker() {
            Map<String, String> worker = new LinkedHashMap<>();
            for (String client : new String[] {"", "producer.", "consumer.", "admin."}) {
                kafka.forEach((key, value) -> worker.put(client + key, value));
            }
            worker.put("group.id", "tombolo-connect");
            worker.put("listeners", "http://" + host + ":" + port);
            worker.put("rest.advertised.host.name", host);
            worker.put("config.storage.topic", "connect-configs");
            worker.put("offset.storage.topic", "connect-offsets");
            worker.put("status.storage.topic", "connect-status");
            for (String topic : new String[] {"config", "offset", "status"}) {
                // The broker's own.
                worker.put(topic + ".storage.replication.factor", "-1");
            }
            worker.put("offset.storage.partitions", "1");
            worker.put("status.storage.partitions", "1");
            worker.put("exactly.once.source.support", "enabled");
            worker.put("topic.creation.enable", "true");
            worker.put("plugin.discovery", "service_load");
            worker.put("plugin.path", plugins().toString());
            worker.put("config.providers", "file,tombolo");
            worker.put("config.providers.tombolo.class", OwnFiles.class.getName());
            worker.put("config.providers.tombolo.param." + OwnFiles.KEYSET, keyset());
            worker.put(
                    "config.providers.tombolo.param." + OwnFiles.KAFKA,
                    secrets().resolve(KAFKA_SECRETS).toString());
            worker.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
            worker.put("config.providers.file.param.allowed.paths", secrets().toString());
            for (String part : new String[] {"key", "value"}) {
                worker.put(part + ".converter", AVRO_CONVERTER);
                registry.forEach((key, value) -> worker.put(part + ".converter." + key, value));
            }
            // A header is bytes (the salt) and stays what it is.
            worker.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
            // One worker: after a kill, its predecessor's session is all there is to wait for.
            worker.put("session.timeout.ms", "6000");
            worker.put("heartbeat.interval.ms", "1500");
            worker.put("scheduled.rebalance.max.delay.ms", "0");
            worker.put("task.shutdown.graceful.timeout.ms", "5000");
            security.ifPresent(one -> worker.putAll(one.worker(host, port, secrets())));
            worker.putAll(overrides);
            return worker;
        }

        /** Without its secrets. */
        @Override
        public String toString() {
            return "Config[" + dir + ", " + host + ":" + port + ", " + kafka.get("bootstrap.servers") + "]";
        }
    }
}
