package io.tombolo.anchoring.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.config.ConfigException;
import io.tombolo.anchoring.status.AnchoringMetrics;
import io.tombolo.anchoring.status.AnchoringStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Metrics, readiness and state over plain HTTP, for the operator's own network. */
public final class ServiceHttp implements AutoCloseable {
    private final @Nullable HttpServer server;

    private ServiceHttp(@Nullable HttpServer server) {
        this.server = server;
    }

    /**
     * Listens, until closed.
     *
     * @throws ConfigException when it can't
     */
    public static ServiceHttp start(AnchoringConfig.Http config, AnchoringService service) {
        if (config.port() < 0) {
            return new ServiceHttp(null);
        }
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        AnchoringMetrics anchoring = service.publish(metrics);
        new JvmMemoryMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        try {
            InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
            if (address.isUnresolved()) {
                throw new ConfigException(
                        "http.host: '" + config.host() + "', no address of this machine is known by it");
            }
            HttpServer server = HttpServer.create(address, 16);
            server.createContext(
                    "/metrics",
                    exchange -> answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", () -> {
                        anchoring.bindLabelled(metrics);
                        return metrics.scrape();
                    }));
            server.createContext("/ready", exchange -> {
                AnchoringStatus state = service.state();
                answer(exchange, state.ready() ? 200 : 503, "text/plain; charset=utf-8", () -> ready(state));
            });
            server.createContext(
                    "/state",
                    exchange -> answer(
                            exchange, 200, "application/json", () -> StateJson.of(service.state(), Instant.now())));
            server.start();
            return new ServiceHttp(server);
        } catch (IOException e) {
            throw new ConfigException(
                    "http: can't listen on " + config.host() + ":" + config.port() + " (" + e.getMessage() + ")", e);
        }
    }

    /** Where it listens, as a base URL; "off" when it doesn't. */
    public String address() {
        if (server == null) {
            return "off";
        }
        String host = server.getAddress().getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + server.getAddress().getPort();
    }

    /** The verdict, then why, then what an operator should look at though it keeps nothing from being ready. */
    private static String ready(AnchoringStatus state) {
        StringBuilder text = new StringBuilder(state.ready() ? "ready\n" : "not ready\n");
        state.notReady().forEach(reason -> text.append(reason).append('\n'));
        for (AnchoringStatus.Log log : state.setAside()) {
            text.append("set aside: ")
                    .append(log.origin())
                    .append(": ")
                    .append(log.lastError())
                    .append('\n');
        }
        return text.toString();
    }

    private static void answer(HttpExchange exchange, int code, String type, Supplier<String> body) throws IOException {
        try (exchange) {
            byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(code, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
