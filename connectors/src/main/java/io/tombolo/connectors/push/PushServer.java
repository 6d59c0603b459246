package io.tombolo.connectors.push;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
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
    private final PushDesk desk;
    private final String host;

    private PushServer(Server server, ServerConnector connector, EventWriter writer, PushDesk desk, String host) {
        this.server = server;
        this.connector = connector;
        this.writer = writer;
        this.desk = desk;
        this.host = host;
    }

    /**
     * Listens, and answers from then on; 503 until Kafka is there.
     *
     * @throws IllegalArgumentException when the port is taken or the host is not of this machine
     */
    public static PushServer start(PushConfig config, Clock clock) {
        Answers answers = new Answers(config, clock);
        EventWriter writer = new EventWriter(config, answers, clock);
        PushDesk desk = new PushDesk(config, new PushKeys(config.keys(), clock), answers, writer);
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
        server.setHandler(new PushDoor(desk, config));
        server.setErrorHandler(new PushDoor.PlainErrors());
        server.setStopTimeout(TimeUnit.SECONDS.toMillis(2));
        PushServer started = new PushServer(server, connector, writer, desk, config.host());
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
            desk.close();
        }
    }
}
