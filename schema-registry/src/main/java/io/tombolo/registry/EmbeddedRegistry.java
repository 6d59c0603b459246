package io.tombolo.registry;

import io.micrometer.core.instrument.MeterRegistry;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.WebServer;
import io.tombolo.schemas.registry.Compatibility;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A schema registry in this JVM: the subset of Confluent's REST protocol that {@code docs/schemas.md} lists, kept in a
 * compacted topic. Several on one topic agree: what is in the topic first is what holds.
 */
public final class EmbeddedRegistry implements AutoCloseable {

    private static final WebServer.Limits LIMITS = new WebServer.Limits(4_096, 512, 16, Duration.ofSeconds(60), 256);

    private final WebServer server;
    private final SchemaLog log;

    private EmbeddedRegistry(WebServer server, SchemaLog log) {
        this.server = server;
        this.log = log;
    }

    /**
     * Reads the topic to its end, then listens.
     *
     * @throws RegistryStartException when the port is taken or Kafka does not answer within 30 s
     */
    public static EmbeddedRegistry start(Config config) {
        Store store = new Store(config.compatibility());
        SchemaLog log = SchemaLog.open(config, store);
        try {
            WebServer server = WebServer.start(
                    new WebServer.Settings(
                            "schema registry",
                            config.host(),
                            config.port(),
                            LIMITS,
                            JsonHandler::refusal,
                            config.protection()),
                    new JsonHandler(new Api(new Registry(store, log))));
            return new EmbeddedRegistry(server, log);
        } catch (RuntimeException e) {
            log.close();
            throw new RegistryStartException(reason(config, e), e);
        }
    }

    /** Address for clients' {@code schema.registry.url}. */
    public URI uri() {
        return server.uri();
    }

    /** Registers what it answered. */
    public void publish(MeterRegistry meters) {
        server.publish(meters);
    }

    @Override
    public void close() {
        try (log) {
            server.close();
        }
    }

    private static String reason(Config config, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return "schema registry: port " + config.port() + " on " + config.host()
                        + ": in use or not ours; stop its owner or choose another";
            }
        }
        return "schema registry: did not start: " + e.getMessage();
    }

    /**
     * Where an embedded registry listens and keeps its schemas.
     *
     * @param host address to listen on
     * @param port 0 to 65535; 0 takes a free one
     * @param kafka client settings, {@code bootstrap.servers} at least
     * @param topic the compacted topic, made when it's missing
     * @param compatibility for subjects that have none of their own, until {@code PUT /config} says otherwise
     * @param protection its certificate, and the tokens with which it may be asked
     */
    public record Config(
            String host,
            int port,
            Map<String, ?> kafka,
            String topic,
            Compatibility compatibility,
            Protection protection) {

        public Config {
            if (!kafka.containsKey("bootstrap.servers")) {
                throw new IllegalArgumentException("kafka.bootstrap.servers: missing");
            }
            kafka = Map.copyOf(kafka);
        }

        /** For loopback. */
        public Config(String host, int port, Map<String, ?> kafka, String topic, Compatibility compatibility) {
            this(host, port, kafka, topic, compatibility, Protection.NONE);
        }

        /** With Confluent's default compatibility, BACKWARD, for loopback. */
        public Config(String host, int port, Map<String, ?> kafka, String topic) {
            this(host, port, kafka, topic, Compatibility.BACKWARD);
        }
    }
}
