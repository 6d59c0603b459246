package io.tombolo.http.server;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code /metrics} for Prometheus and {@code /ready}, for the operator's own network. */
final class Operations {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final PrometheusMeterRegistry meters;
    private final Supplier<WebServer.Readiness> readiness;
    private final Runnable beforeScrape;

    /**
     * Adds the JVM's own meters.
     *
     * @param beforeScrape binds what has labels that are not known before
     */
    Operations(PrometheusMeterRegistry meters, Supplier<WebServer.Readiness> readiness, Runnable beforeScrape) {
        this.meters = meters;
        this.readiness = readiness;
        this.beforeScrape = beforeScrape;
        new JvmMemoryMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
    }

    /** These two paths, and the router's for all others. */
    WebServer.Router before(WebServer.Router router) {
        return request -> switch (request.method() + " " + request.path()) {
            case "GET /metrics" -> now(200, "text/plain; version=0.0.4; charset=utf-8", scrape());
            case "GET /ready" -> {
                WebServer.Readiness now = readiness.get();
                yield now(now.ready() ? 200 : 503, TEXT, now.text());
            }
            default -> router.answer(request);
        };
    }

    private String scrape() {
        beforeScrape.run();
        return meters.scrape();
    }

    private static CompletionStage<ApiResponse> now(int status, String type, String text) {
        return CompletableFuture.completedFuture(ApiResponse.of(status, type, text.getBytes(StandardCharsets.UTF_8)));
    }
}
