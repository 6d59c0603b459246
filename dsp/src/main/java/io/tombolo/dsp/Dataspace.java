package io.tombolo.dsp;

import io.micrometer.core.instrument.MeterRegistry;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpLimits;
import io.tombolo.http.server.Callers;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.WebServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A connector of a dataspace, as provider and as consumer: catalogue, contract negotiation and transfer process over HTTPS. */
public final class Dataspace implements AutoCloseable {
    private static final int THREADS = 8;
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(10), Incoming.LARGEST, 0);

    private final WebServer server;
    private final Exchanges exchanges;
    private final ExchangeFiles files;
    private final ScheduledThreadPoolExecutor threads;

    private Dataspace(WebServer server, Exchanges exchanges, ExchangeFiles files, ScheduledThreadPoolExecutor threads) {
        this.server = server;
        this.exchanges = exchanges;
        this.files = files;
        this.threads = threads;
    }

    /**
     * How it runs.
     *
     * @param host to listen on
     * @param port 0 takes a free one
     * @param participantId this participant's identifier in the dataspace
     * @param address the root by which other connectors reach it, without a slash at its end; empty for where it listens
     * @param folder keeps negotiations and transfers
     * @param protection of the server; its tokens are not asked for, a participant is known by {@code participants}
     * @param operators the tokens that the operator's paths need; without any, everybody may use them
     * @param authorities PEM file of the authorities that it relies on when it connects; without one those of the Java platform
     * @param most exchanges that are kept, at least 1
     */
    public record Config(
            String host,
            int port,
            String participantId,
            Optional<URI> address,
            Path folder,
            Protection protection,
            Optional<Callers> operators,
            Participants participants,
            Agreements agreements,
            Reach reach,
            Retry retry,
            Optional<Path> authorities,
            int most) {}

    /**
     * Listens, and continues what is in its folder.
     *
     * @throws DataspaceException when the folder can't be used
     * @throws IllegalArgumentException when the port is taken, the host is not of this machine, or nothing would protect the server
     */
    public static Dataspace start(Config config, Clock clock) {
        return start(config, Decisions.standard(), clock);
    }

    static Dataspace start(Config config, Decisions decisions, Clock clock) {
        ExchangeFiles files = ExchangeFiles.open(config.folder(), config.most());
        ScheduledThreadPoolExecutor threads = threads();
        try {
            AtomicReference<WebServer> listening = new AtomicReference<>();
            Supplier<String> base = () -> config.address()
                            .map(URI::toString)
                            .orElseGet(() -> Objects.requireNonNull(listening.get(), "it does not listen yet")
                                    .uri()
                                    .toString())
                    + Routes.BASE;
            Callbacks callbacks = new Callbacks(
                    new HttpAccess(config.authorities(), Optional.empty()).http(LIMITS),
                    config.participants(),
                    config.reach(),
                    config.retry(),
                    threads);
            Exchanges exchanges = new Exchanges(
                    files,
                    new OwnMoves(config.participantId(), base, config.agreements(), clock),
                    decisions,
                    config.participants(),
                    callbacks,
                    config.reach(),
                    clock,
                    threads);
            Routes routes = new Routes(
                    config.participants(),
                    new Catalogue(config.participantId(), base, config.agreements()),
                    exchanges,
                    new OperatorRoutes(exchanges, config.operators()));
            WebServer server = WebServer.start(
                    new WebServer.Settings(
                            "dataspace",
                            config.host(),
                            config.port(),
                            WebServer.Limits.defaults(),
                            Problem::document,
                            config.protection().asksItself()),
                    routes);
            listening.set(server);
            exchanges.resume();
            return new Dataspace(server, exchanges, files, threads);
        } catch (RuntimeException e) {
            threads.shutdownNow();
            files.close();
            throw e;
        }
    }

    private static ScheduledThreadPoolExecutor threads() {
        AtomicInteger number = new AtomicInteger();
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "dataspace-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        return threads;
    }

    /** The root of its paths, as it listens. */
    public URI uri() {
        return server.uri();
    }

    /** Registers what it answered. */
    public void publish(MeterRegistry meters) {
        server.publish(meters);
    }

    /** Stops every transfer under an agreement that ended, and sends their consumers the reason. */
    public void agreementEnded(String agreement, String reason) {
        exchanges.agreementEnded(agreement, reason);
    }

    @Override
    public void close() {
        server.close();
        threads.shutdownNow();
        files.close();
    }
}
