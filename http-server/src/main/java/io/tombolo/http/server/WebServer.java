package io.tombolo.http.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty with one HTTP/1.1 connector and our limits: TLS 1.3 where there is a certificate, plain on loopback.
 *
 * <p>A server that listens on loopback answers to loopback names only: a web page from elsewhere can make a name of its own point to
 * this machine (DNS rebinding).
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** Bytes of answers on their way to one client, of which Linux reserves twice as many. */
    static final int SEND_BUFFER = 64 << 10;

    private final Server server;
    private final ServerConnector connector;
    private final JettyHandler handler;
    private final Settings settings;

    private WebServer(Server server, ServerConnector connector, JettyHandler handler, Settings settings) {
        this.server = server;
        this.connector = connector;
        this.handler = handler;
        this.settings = settings;
    }

    /**
     * Listens, and answers from then on.
     *
     * @throws IllegalArgumentException when the port is taken, the host is not of this machine, or nothing would protect the server
     */
    public static WebServer start(Settings settings, Router router) {
        return start(settings, router, System::nanoTime);
    }

    /** Rates of requests are by that clock. */
    static WebServer start(Settings settings, Router router, LongSupplier nanos) {
        Limits limits = settings.limits();
        Protection protection = settings.protection();
        protection.require(settings.name(), settings.host());
        QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), 4);
        threads.setName(settings.name().replace(' ', '-') + "-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(limits.path() + 6_144);
        // A parser's own memory of headers takes 24 kB for each connection, and saves a request a microsecond at most.
        http.setHeaderCacheSize(0);
        http.setIdleTimeout(limits.idle().toMillis());
        http.setMinRequestDataRate(limits.slowest());
        http.setMinResponseDataRate(limits.slowest());
        // Paths are matched before they are unescaped, so an escaped slash is not ambiguous.
        http.setUriCompliance(UriCompliance.from("RFC3986,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING"));
        // A selector's thread answers what is quick by itself: more of them where there are processors and threads for
        // it.
        int selectors = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), limits.threads() / 8));
        ServerConnector connector = new ServerConnector(server, 1, selectors, connections(protection, http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(limits.idle().toMillis());
        connector.setAcceptQueueSize(128);
        // Else the system keeps up to 4 MB of what a slow client does not read.
        connector.setAcceptedSendBufferSize(SEND_BUFFER);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.connections(), server));
        JettyHandler handler = new JettyHandler(router, settings, nanos);
        server.setHandler(handler);
        server.setErrorHandler(handler.errors());
        server.setStopTimeout(TimeUnit.SECONDS.toMillis(2));
        WebServer started = new WebServer(server, connector, handler, settings);
        try {
            server.start();
        } catch (IOException taken) {
            started.close();
            throw new IllegalArgumentException(
                    "%s: cannot listen on %s:%d (%s)%s"
                            .formatted(
                                    settings.name(),
                                    settings.host(),
                                    settings.port(),
                                    taken.getMessage(),
                                    heldBy(settings.port())),
                    taken);
        } catch (Exception broken) {
            started.close();
            throw new IllegalStateException("Jetty did not start", broken);
        }
        return started;
    }

    private static String heldBy(int port) {
        String holder = portHolder(port);
        return holder.isEmpty() ? "" : "; in use " + holder;
    }

    /**
     * Who listens on a TCP port of this machine, for messages: as {@code by java (process 4711)}.
     *
     * @return empty when nobody does, or the operating system does not show it
     */
    public static String portHolder(int port) {
        return PortHolder.of(port);
    }

    private static ConnectionFactory[] connections(Protection protection, HttpConfiguration http) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (protection.certificate().isEmpty()) {
            return new ConnectionFactory[] {plain};
        }
        ServerCertificate certificate = protection.certificate().get();
        SslContextFactory.Server tls = new SslContextFactory.Server() {
            @Override
            public boolean getWantClientAuth() {
                // For each connection. A client without one may have a token.
                return certificate.asksClients();
            }
        };
        tls.setSslContext(certificate.context());
        tls.setIncludeProtocols("TLSv1.3");
        return new ConnectionFactory[] {new SslConnectionFactory(tls, plain.getProtocol()), plain};
    }

    /**
     * Listens for an operator and a collector of metrics: {@code /metrics} for Prometheus, {@code /ready}, and the router's paths.
     * Without TLS only on loopback, as every server.
     *
     * @param meters what {@code /metrics} shows; the JVM's own are added
     * @param beforeScrape binds what has labels that are not known before
     * @throws IllegalArgumentException when the port is taken or the host is not of this machine
     */
    public static WebServer operations(
            String host,
            int port,
            Protection protection,
            PrometheusMeterRegistry meters,
            Runnable beforeScrape,
            Supplier<Readiness> readiness,
            Router router) {
        Limits few = new Limits(512, 64, 8, Duration.ofSeconds(30), 256);
        WebServer started = start(
                new Settings("operations", host, port, few, Problem::document, protection),
                new Operations(meters, readiness, beforeScrape).before(router));
        started.publishExpiry(meters);
        return started;
    }

    /** The same with nothing but {@code /metrics} and {@code /ready}; empty where the port is -1. */
    public static Optional<WebServer> operations(
            String host,
            int port,
            Protection protection,
            PrometheusMeterRegistry meters,
            Supplier<Readiness> readiness) {
        return port < 0
                ? Optional.empty()
                : Optional.of(operations(host, port, protection, meters, () -> {}, readiness, Router.nothing()));
    }

    /** Whether a server can do its work, and why not; the text of {@code /ready}. */
    public record Readiness(boolean ready, String text) {}

    /** {@code http://host:port}, or https, without a slash at its end. */
    public URI uri() {
        Protection protection = settings.protection();
        String host = protection.name().isEmpty() ? settings.host() : protection.name();
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return URI.create((protection.certificate().isPresent() ? "https://" : "http://") + shown + ":"
                + connector.getLocalPort());
    }

    /**
     * Registers {@code tombolo.http.requests}, by server and class of status, as {@code 4xx}, and {@code
     * tombolo.certificate.expiry.seconds} of a server with TLS.
     */
    public void publish(MeterRegistry meters) {
        publishExpiry(meters);
        for (int status = 2; status <= 5; status++) {
            int statusClass = status;
            FunctionCounter.builder("tombolo.http.requests", handler, h -> h.answers(statusClass))
                    .description("requests that were answered")
                    .tag("server", settings.name())
                    .tag("status", status + "xx")
                    .register(meters);
        }
    }

    private void publishExpiry(MeterRegistry meters) {
        settings.protection()
                .certificate()
                .ifPresent(certificate -> Gauge.builder(
                                "tombolo.certificate.expiry.seconds", certificate, ServerCertificate::secondsLeft)
                        .description("until the first certificate of the server's chain expires; negative once it has")
                        .tag("server", settings.name())
                        .register(meters));
    }

    /** What is connected now. */
    Collection<EndPoint> connected() {
        return connector.getConnectedEndPoints();
    }

    /** Answers that are on their way have two seconds; then their connections are closed. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (TimeoutException slow) {
            LOG.atWarn()
                    .addKeyValue("part", settings.name())
                    .log("stopped while answers were on their way: their clients did not take them in time");
        } catch (Exception broken) {
            throw new IllegalStateException("Jetty did not stop", broken);
        }
    }

    /** Finds the answer to a request. What it throws, or its future, is a {@link Problem.Refusal} or a defect. */
    @FunctionalInterface
    public interface Router {
        CompletionStage<ApiResponse> answer(ApiRequest request);

        /**
         * Whether the answer for this path, undecoded, takes some microseconds and never waits: then the thread that received the
         * request answers it, which is faster than to wake another one. While it does, it serves no other connection.
         */
        default boolean isQuick(String path) {
            return false;
        }

        /** Whether a request for this path, undecoded, counts against {@link Limits#rate()}. */
        default boolean isLimited(String path) {
            return true;
        }

        /** Whether requests have spans: those of people and of other organisations, not those of our own parts and of collectors. */
        default boolean isTraced() {
            return false;
        }

        /** Refuses every path. */
        static Router nothing() {
            return request ->
                    CompletableFuture.failedFuture(new Problem.Refusal(Problem.of(404, "not-found", "no such path")));
        }
    }

    /**
     * Where a server listens, and in which form it refuses.
     *
     * @param name in messages and of its threads, as {@code read side}
     * @param host name or address to listen on
     * @param port 0 to 65535; 0 takes a free one
     * @param errors the form of every refusal, {@link Problem#document} unless its clients know another
     */
    public record Settings(
            String name,
            String host,
            int port,
            Limits limits,
            Function<Problem, ApiResponse> errors,
            Protection protection) {
        public Settings {
            Limits.between("port", port, 0, 65_535);
        }

        /** For loopback. */
        public Settings(String name, String host, int port, Limits limits, Function<Problem, ApiResponse> errors) {
            this(name, host, port, limits, errors, Protection.NONE);
        }
    }

    /**
     * What one client may take.
     *
     * @param path characters of a path with its query, 16 to 65,536
     * @param connections open at once
     * @param threads that answer, at least 4
     * @param idle how long a connection may be silent
     * @param slowest bytes per second below which a client that sends or reads is let go, 0 for never
     * @param rate how many requests, of those that the router limits
     */
    public record Limits(int path, int connections, int threads, Duration idle, long slowest, Rate rate) {
        public Limits {
            between("path", path, 16, 65_536);
            between("connections", connections, 1, 100_000);
            between("threads", threads, 4, 10_000);
        }

        /** With any number of requests. */
        public Limits(int path, int connections, int threads, Duration idle, long slowest) {
            this(path, connections, threads, idle, slowest, Rate.UNLIMITED);
        }

        /** The same with another rate of requests. */
        public Limits with(Rate other) {
            return new Limits(path, connections, threads, idle, slowest, other);
        }

        /** For one machine: connections are many because a client that reads slowly holds no thread. */
        public static Limits defaults() {
            return new Limits(2_048, 2_048, 24, Duration.ofSeconds(30), 256);
        }

        private static void between(String name, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException("%s: %d, must be %d to %d".formatted(name, value, least, most));
            }
        }
    }

    /**
     * Requests of one client: of its token or certificate, otherwise of its address (of IPv6, the first 64 bits). Beyond it, the answer is 429
     * with {@code Retry-After}.
     *
     * @param perSecond on average, 0 for no limit, at most 1,000,000
     * @param burst at once, after a pause, 1 to 1,000,000
     */
    public record Rate(int perSecond, int burst) {
        public static final Rate UNLIMITED = new Rate(0, 1);

        public Rate {
            Limits.between("perSecond", perSecond, 0, 1_000_000);
            Limits.between("burst", burst, 1, 1_000_000);
        }
    }
}
