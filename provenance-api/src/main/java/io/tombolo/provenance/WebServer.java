package io.tombolo.provenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty with one plain HTTP/1.1 connector and our limits; TLS is the business of a proxy in front. */
final class WebServer implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;
    private final String host;

    private WebServer(Server server, ServerConnector connector, String host) {
        this.server = server;
        this.connector = connector;
        this.host = host;
    }

    /**
     * Listens, and answers from then on.
     *
     * @param port 0 for any free one
     * @throws IllegalArgumentException when the port is taken or the host is not of this machine
     */
    public static WebServer start(String host, int port, Limits limits, Router router) {
        QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), 4);
        threads.setName("provenance-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(limits.path() + 6_144);
        http.setIdleTimeout(limits.idle().toMillis());
        http.setMinRequestDataRate(limits.slowest());
        http.setMinResponseDataRate(limits.slowest());
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(limits.idle().toMillis());
        connector.setAcceptQueueSize(128);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.connections(), server));
        server.setHandler(new JettyHandler(router, limits, host));
        server.setErrorHandler(new JettyHandler.PlainErrors());
        server.setStopTimeout(TimeUnit.SECONDS.toMillis(2));
        WebServer started = new WebServer(server, connector, host);
        try {
            server.start();
        } catch (IOException taken) {
            started.close();
            if (taken.getCause() instanceof BindException || taken instanceof BindException) {
                throw new IllegalArgumentException(
                        "read side: cannot listen on %s:%d (%s)".formatted(host, port, taken.getMessage()), taken);
            }
            throw new UncheckedIOException(taken);
        } catch (Exception broken) {
            started.close();
            throw new IllegalStateException("Jetty did not start", broken);
        }
        return started;
    }

    /** {@code http://host:port}, without a slash at its end. */
    public URI uri() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + shown + ":" + connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception broken) {
            throw new IllegalStateException("Jetty did not stop", broken);
        }
    }
}
