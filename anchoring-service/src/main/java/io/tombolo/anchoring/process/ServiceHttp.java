package io.tombolo.anchoring.process;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.status.AnchoringMetrics;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.WebServer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Metrics, readiness and state over HTTP, for the operator's own network. */
public final class ServiceHttp implements AutoCloseable {
    private final @Nullable WebServer server;

    private ServiceHttp(@Nullable WebServer server) {
        this.server = server;
    }

    /**
     * Listens, until closed.
     *
     * @throws ConfigException when it can't
     */
    public static ServiceHttp start(Listener config, AnchoringService service) {
        if (config.port() < 0) {
            return new ServiceHttp(null);
        }
        try {
            return start(config.host(), config.port(), protection(config), service, meters -> {});
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Before anything else starts.
     *
     * @throws ConfigException when nothing would protect it, or what should can't be used
     */
    static void check(Listener config) {
        try {
            if (config.port() >= 0) {
                protection(config).require("operations", config.host());
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Protection protection(Listener of) {
        return Protection.of(
                of.proxied(), of.certificate(), of.privateKey(), of.access(), of.logins(), Clock.systemUTC());
    }

    /**
     * Listens, until closed.
     *
     * @param more registers the metrics of other parts of the process
     * @throws IllegalArgumentException when it can't
     */
    public static ServiceHttp start(
            String host, int port, Protection protection, AnchoringService service, Consumer<MeterRegistry> more) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        more.accept(meters);
        AnchoringMetrics anchoring = service.publish(meters);
        return new ServiceHttp(WebServer.operations(
                host,
                port,
                protection,
                meters,
                () -> anchoring.bindLabelled(meters),
                () -> ready(service.state()),
                request -> {
                    if (!request.path().equals("/state")) {
                        return WebServer.Router.nothing().answer(request);
                    }
                    return CompletableFuture.completedFuture(
                            ApiResponse.rawJson(200, state(service).getBytes(StandardCharsets.UTF_8)));
                }));
    }

    /** What {@code /state} answers, in JSON. */
    public static String state(AnchoringService service) {
        return StateJson.of(service.state(), Instant.now());
    }

    /** Where it listens, as a base URL; "off" when it doesn't. */
    public String address() {
        return server == null ? "off" : server.uri().toString();
    }

    /** The verdict, then why, then what an operator should look at though it keeps nothing from being ready. */
    private static WebServer.Readiness ready(AnchoringStatus state) {
        StringBuilder text = new StringBuilder(state.ready() ? "ready\n" : "not ready\n");
        state.notReady().forEach(reason -> text.append(reason).append('\n'));
        for (AnchoringStatus.Log log : state.setAside()) {
            text.append("set aside: ")
                    .append(log.origin())
                    .append(": ")
                    .append(log.lastError())
                    .append('\n');
        }
        return new WebServer.Readiness(state.ready(), text.toString());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
