package io.tombolo.anchoring.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.config.ConfigException;
import io.tombolo.anchoring.config.HttpConfig;
import io.tombolo.anchoring.status.AnchoringMetrics;
import io.tombolo.anchoring.status.AnchoringStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Metrics, readiness and state over plain HTTP, for the operator's own network. */
final class ServiceHttp implements AutoCloseable {
    private final @Nullable HttpServer server;

    private ServiceHttp(@Nullable HttpServer server) {
        this.server = server;
    }

    static ServiceHttp start(HttpConfig config, AnchoringService service) {
        if (config.port() < 0) {
            return new ServiceHttp(null);
        }
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new AnchoringMetrics(service::state).bindTo(metrics);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), 16);
            server.createContext(
                    "/metrics",
                    exchange -> answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics::scrape));
            server.createContext("/ready", exchange -> {
                AnchoringStatus state = service.state();
                answer(
                        exchange,
                        state.ready() ? 200 : 503,
                        "text/plain",
                        () -> state.ready() ? "ready\n" : "not ready\n");
            });
            server.createContext(
                    "/state",
                    exchange -> answer(exchange, 200, "application/json", () -> StateJson.of(service.state())));
            server.start();
            return new ServiceHttp(server);
        } catch (IOException e) {
            throw new ConfigException(
                    "http: can't listen on " + config.host() + ":" + config.port() + " (" + e.getMessage() + ")", e);
        }
    }

    /** Where it listens; "off" when it doesn't. */
    String address() {
        return server == null ? "off" : String.valueOf(server.getAddress());
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
