package io.tombolo.connectors.push;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An HTTP endpoint for systems that push their changes: each request is shared once or not at all.
 *
 * <p>Plain HTTP/1.1; TLS is the business of a proxy in front. One endpoint for one Kafka cluster: a second one would take the first
 * one's place.
 */
public final class PushServer implements AutoCloseable {

    private static final int CONNECTIONS = 256;
    private static final int THREADS = 16;
    // Longer than Kafka may take to answer, or the reply would find its connection closed.
    private static final int IDLE_MS = 60_000;
    private static final int SLOWEST_BYTES_PER_SECOND = 256;

    private final Server server;
    private final ServerConnector connector;
    private final EventWriter writer;
    private final PushService service;
    private final String host;

    private PushServer(Server server, ServerConnector connector, EventWriter writer, PushService service, String host) {
        this.server = server;
        this.connector = connector;
        this.writer = writer;
        this.service = service;
        this.host = host;
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
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("push-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setIdleTimeout(IDLE_MS);
        http.setMinRequestDataRate(SLOWEST_BYTES_PER_SECOND);
        http.setMinResponseDataRate(SLOWEST_BYTES_PER_SECOND);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(IDLE_MS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        server.setHandler(new PushHandler(service, config));
        server.setErrorHandler(new PushHandler.PlainErrors());
        server.setStopTimeout(TimeUnit.SECONDS.toMillis(2));
        PushServer started = new PushServer(server, connector, writer, service, config.host());
        try {
            server.start();
        } catch (IOException taken) {
            started.close();
            throw new IllegalArgumentException(
                    "push: cannot listen on %s:%d (%s)".formatted(config.host(), config.port(), taken.getMessage()),
                    taken);
        } catch (Exception broken) {
            started.close();
            throw new IllegalStateException("Jetty did not start", broken);
        }
        writer.start();
        return started;
    }

    /** {@code http://host:port}, without a slash at its end. */
    public URI uri() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + shown + ":" + connector.getLocalPort());
    }

    /** Whether Kafka was there when it was last asked. */
    public boolean ready() {
        return writer.ready();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception broken) {
            throw new IllegalStateException("Jetty did not stop", broken);
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
     * @param registry base URL of the schema registry
     * @param keys the file of API keys, see {@link PushKeys}
     */
    public record Config(String host, int port, Map<String, Object> kafka, URI registry, Path keys, PushLimits limits) {
        public Config {
            kafka = Map.copyOf(kafka);
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
}
