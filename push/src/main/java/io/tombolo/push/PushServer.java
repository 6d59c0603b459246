package io.tombolo.push;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tombolo.config.ConfigFile;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.WebServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP endpoint for systems that push their changes: each request is shared once or not at all.
 *
 * <p>One endpoint for one Kafka cluster: a second one would take the first
 * one's place.
 */
public final class PushServer implements AutoCloseable {

    // Idle for longer than Kafka may take to answer, or the reply would find its connection closed.
    private static final WebServer.Limits LIMITS = new WebServer.Limits(2_048, 256, 16, Duration.ofSeconds(60), 256);

    private final WebServer server;
    private final EventWriter writer;
    private final PushService service;
    private @Nullable WebServer operations;

    private PushServer(WebServer server, EventWriter writer, PushService service) {
        this.server = server;
        this.writer = writer;
        this.service = service;
    }

    /**
     * Listens, and answers from then on; 503 until Kafka is there.
     *
     * @throws IllegalArgumentException when the port is taken or the host is not of this machine
     */
    public static PushServer start(Config config, Clock clock) {
        Answers answers = new Answers(config, clock);
        EventWriter writer = new EventWriter(config, answers, clock);
        PushService service = new PushService(config, new PushKeys(config.keys(), clock), answers, writer);
        WebServer server;
        try {
            server = WebServer.start(
                    new WebServer.Settings(
                            "push",
                            config.host(),
                            config.port(),
                            LIMITS,
                            PushProblem::document,
                            config.protection().asksItself()),
                    new PushRoutes(service, config));
        } catch (RuntimeException notStarted) {
            service.close();
            throw notStarted;
        }
        writer.start();
        return new PushServer(server, writer, service);
    }

    /**
     * As {@link #start(Config, Clock)}, with {@code /metrics} and {@code /ready} on a port of their own: push as a process of its own.
     *
     * @throws IllegalArgumentException when a port is taken or a host is not of this machine
     */
    public static PushServer start(FileConfig config, Clock clock) {
        protection(config.http()).require("push", config.http().host());
        if (config.operations().port() >= 0) {
            protection(config.operations())
                    .require("operations", config.operations().host());
        }
        PushServer started = start(config.server(), clock);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        started.publish(meters);
        try {
            started.operations = WebServer.operations(
                            config.operations().host(),
                            config.operations().port(),
                            protection(config.operations()),
                            meters,
                            started::readiness)
                    .orElse(null);
            return started;
        } catch (RuntimeException notStarted) {
            started.close();
            throw notStarted;
        }
    }

    /** Registers what it took, and what waits for Kafka. */
    public void publish(MeterRegistry meters) {
        server.publish(meters);
        writer.publish(meters);
    }

    private static Protection protection(Listener of) {
        return Protection.of(
                of.proxied(), of.certificate(), of.privateKey(), of.access(), of.logins(), Clock.systemUTC());
    }

    private WebServer.Readiness readiness() {
        return new WebServer.Readiness(ready(), ready() ? "ready\n" : "not ready\nKafka does not answer\n");
    }

    /** {@code http://host:port}, without a slash at its end. */
    public URI uri() {
        return server.uri();
    }

    /** Whether Kafka was there when it was last asked. */
    public boolean ready() {
        return writer.ready();
    }

    @Override
    public void close() {
        try {
            if (operations != null) {
                operations.close();
            }
            server.close();
        } finally {
            writer.close();
            service.close();
        }
    }

    /**
     * The settings of a push endpoint.
     *
     * @param port 0 for any free one
     * @param kafka settings of Kafka clients, with {@code bootstrap.servers}
     * @param registry settings of the registry client, with Confluent's keys
     * @param keys the file of API keys, see {@link PushKeys}; they are the tokens too
     * @param protection its certificate, and who may push beside those with a key
     * @param keyset what wraps the keys of protected fields, a file or a URI; empty when keys may protect none
     */
    public record Config(
            String host,
            int port,
            Map<String, Object> kafka,
            Map<String, String> registry,
            Path keys,
            PushLimits limits,
            Protection protection,
            String keyset) {
        public Config {
            kafka = Map.copyOf(kafka);
            registry = Map.copyOf(registry);
        }

        /** Without a keyset. */
        public Config(
                String host,
                int port,
                Map<String, Object> kafka,
                Map<String, String> registry,
                Path keys,
                PushLimits limits,
                Protection protection) {
            this(host, port, kafka, registry, keys, limits, protection, "");
        }

        /** With a registry that asks for nothing but its address. */
        public Config(String host, int port, Map<String, Object> kafka, URI registry, Path keys, PushLimits limits) {
            this(host, port, kafka, Map.of("schema.registry.url", registry.toString()), keys, limits, Protection.NONE);
        }

        /** Settings of a client that makes topics: a request does not wait a minute for it. */
        Map<String, Object> admin() {
            Map<String, Object> settings = new HashMap<>(kafka);
            settings.put("default.api.timeout.ms", 10_000);
            settings.put("request.timeout.ms", 5_000);
            return settings;
        }

        /**
         * What a client may take.
         *
         * @param bodyBytes of one request
         * @param rows of one request
         * @param rowBytes of one event as it goes to Kafka, key and value; below the broker's {@code message.max.bytes}
         * @param bufferedBytes of events that wait for Kafka; when it is full, clients are asked to come back
         * @param receivedBytes of bodies that are being received or read at once
         * @param answers how many answers are remembered for retries
         * @param remembered how long an answer is remembered
         */
        public record PushLimits(
                int bodyBytes,
                int rows,
                int rowBytes,
                long bufferedBytes,
                long receivedBytes,
                int answers,
                Duration remembered) {
            public PushLimits {
                between("bodyBytes", bodyBytes, 1, 1 << 28);
                between("rows", rows, 1, 1_000_000);
                between("rowBytes", rowBytes, 1, 1 << 27);
                between("bufferedBytes", bufferedBytes, 1, 1L << 34);
                between("receivedBytes", receivedBytes, 1, 1L << 34);
                between("answers", answers, 1, 100_000_000);
                if (remembered.isNegative() || remembered.isZero()) {
                    throw new IllegalArgumentException("remembered: " + remembered + ", must be longer than nothing");
                }
            }

            private static void between(String name, long value, long least, long most) {
                if (value < least || value > most) {
                    throw new IllegalArgumentException("%s: %d, must be %d to %d".formatted(name, value, least, most));
                }
            }

            /** For one machine: 4 MiB and 10,000 rows a request, 32 MiB on their way, a million answers for seven days. */
            public static PushLimits defaults() {
                return new PushLimits(4 << 20, 10_000, 900_000, 32 << 20, 32 << 20, 1_000_000, Duration.ofDays(7));
            }
        }
    }

    /**
     * All settings of HTTP push as a process of its own; {@code push-defaults.yaml} beside this class explains every key.
     *
     * @param kafka settings for every Kafka client, untouched
     * @param registry settings of the registry client, with Confluent's keys
     * @param keys the file of API keys, which {@code tombolo push-key} writes
     * @param keyset as in {@link Config}
     */
    public record FileConfig(
            Listener http,
            Map<String, String> kafka,
            Map<String, String> registry,
            Path keys,
            String keyset,
            Limits limits,
            Listener operations) {
        /** {@code push-defaults.yaml}, and the operator's file over it. */
        public static final ConfigFile<FileConfig> FILE =
                new ConfigFile<>(FileConfig.class, "push-defaults.yaml", Map.of());

        public FileConfig {
            kafka = Map.copyOf(kafka);
            registry = Map.copyOf(registry);
        }

        PushServer.Config server() {
            return new PushServer.Config(
                    http.host(),
                    http.port(),
                    Map.copyOf(kafka),
                    registry,
                    keys,
                    limits.limits(),
                    protection(http),
                    keyset);
        }

        /** As {@link PushServer.Config.PushLimits}, with the time in hours. */
        public record Limits(
                int bodyBytes,
                int rows,
                int rowBytes,
                long bufferedBytes,
                long receivedBytes,
                int answers,
                int rememberedHours) {
            PushServer.Config.PushLimits limits() {
                return new PushServer.Config.PushLimits(
                        bodyBytes,
                        rows,
                        rowBytes,
                        bufferedBytes,
                        receivedBytes,
                        answers,
                        Duration.ofHours(rememberedHours));
            }
        }
    }
}
