package io.tombolo.registry;

import io.tombolo.schemas.registry.Compatibility;
import java.net.BindException;
import java.net.URI;
import java.util.Map;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A schema registry in this JVM: the subset of Confluent's REST protocol that {@code docs/schemas.md} lists, kept in a
 * compacted topic. Several on one topic agree: what is in the topic first is what holds.
 */
public final class EmbeddedRegistry implements AutoCloseable {

    private final Server server;
    private final SchemaLog log;
    private final URI uri;

    private EmbeddedRegistry(Server server, SchemaLog log, URI uri) {
        this.server = server;
        this.log = log;
        this.uri = uri;
    }

    /**
     * Reads the topic to its end, then listens.
     *
     * @throws RegistryStartException when the port is taken or Kafka does not answer within 30 s
     */
    public static EmbeddedRegistry start(Config config) {
        Store store = new Store(config.compatibility());
        SchemaLog log = SchemaLog.open(config, store);
        Server server = server(config, new Api(new Registry(store, log)));
        try {
            server.start();
        } catch (Exception e) {
            log.close();
            throw new RegistryStartException(reason(config, e), e);
        }
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return new EmbeddedRegistry(server, log, URI.create("http://" + config.host() + ":" + port));
    }

    /** Address for clients' {@code schema.registry.url}. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("registry at " + uri + ": did not stop", e);
        } finally {
            log.close();
        }
    }

    private static Server server(Config config, Api api) {
        QueuedThreadPool threads = new QueuedThreadPool(16, 1);
        threads.setName("schema-registry");
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // A subject may hold a slash, escaped. Api splits before it unescapes, so nothing is ambiguous.
        http.setUriCompliance(UriCompliance.from("RFC3986,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING"));
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        server.addConnector(connector);
        server.setHandler(new JsonHandler(api, LocalCallers.of(config.host())));
        return server;
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
     */
    public record Config(String host, int port, Map<String, ?> kafka, String topic, Compatibility compatibility) {

        public Config {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port: " + port + ", limit 0 to 65535");
            }
            if (!kafka.containsKey("bootstrap.servers")) {
                throw new IllegalArgumentException("kafka.bootstrap.servers: missing");
            }
            kafka = Map.copyOf(kafka);
        }

        /** With Confluent's default compatibility, BACKWARD. */
        public Config(String host, int port, Map<String, ?> kafka, String topic) {
            this(host, port, kafka, topic, Compatibility.BACKWARD);
        }
    }
}
