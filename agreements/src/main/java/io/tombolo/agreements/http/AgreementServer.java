package io.tombolo.agreements.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tombolo.agreements.access.PartnerAccess;
import io.tombolo.agreements.invite.Invitations;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.agreements.store.ErasureLog;
import io.tombolo.agreements.store.UsageLog;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Callers;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.Tokens;
import io.tombolo.http.server.WebServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Agreements over HTTP: for the owner's operators, and for the organisations that they agree with. */
public final class AgreementServer implements AutoCloseable {
    // A step is answered when Kafka has it.
    private static final WebServer.Limits LIMITS = new WebServer.Limits(2_048, 256, 8, Duration.ofSeconds(60), 256);

    private final WebServer server;
    private final Optional<PartnerAccess> access;

    private AgreementServer(WebServer server, Optional<PartnerAccess> access) {
        this.server = server;
        this.access = access;
    }

    /**
     * Listens, and answers from then on.
     *
     * @param usage receipts of what partners verified
     * @param erasures what partners are to drop keys of
     * @param sent bytes that the broker sent to a partner in a month, where that is known
     * @param access what makes partners' access follow; empty for a server that is open to everybody
     * @param where what a partner needs to know beside its credentials, by name: addresses, authorities
     * @param invitations how partners begin
     * @throws IllegalArgumentException when the port is taken, the host is not of this machine, or nothing would protect it
     */
    public static AgreementServer start(
            String host,
            int port,
            Protection protection,
            AgreementLog log,
            UsageLog usage,
            ErasureLog erasures,
            BiFunction<YearMonth, String, OptionalLong> sent,
            Optional<PartnerAccess> access,
            Supplier<Map<String, String>> where,
            Invitations invitations,
            Clock clock) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Optional<Callers> callers = protection.callers();
        AgreementRoutes routes = new AgreementRoutes(
                log,
                access,
                new CredentialDesk(log, access, where, clock),
                new UsageRoutes(log, usage, sent, clock),
                new ErasureRoutes(log, erasures, clock),
                callers,
                clock);
        InvitationRoutes invite = new InvitationRoutes(invitations, log.keys(), callers);
        WebServer server = WebServer.start(
                new WebServer.Settings("agreements", host, port, LIMITS, Problem::document, protection.asksItself()),
                request -> request.path().equals("/metrics")
                        ? metrics(request, callers, meters)
                        : request.path().startsWith(InvitationRoutes.PATH)
                                ? invite.answer(request)
                                : routes.answer(request));
        AgreementServer started = new AgreementServer(server, access);
        started.publish(meters);
        return started;
    }

    private static CompletionStage<ApiResponse> metrics(
            ApiRequest request, Optional<Callers> callers, PrometheusMeterRegistry meters) {
        callers.ifPresent(all -> all.admit(request.header("authorization"), request.certificate(), Tokens.Scope.ADMIN));
        return CompletableFuture.completedFuture(ApiResponse.of(
                200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape().getBytes(StandardCharsets.UTF_8)));
    }

    /** Registers what it answered, and how partners' access follows the agreements. */
    public void publish(MeterRegistry meters) {
        server.publish(meters);
        access.ifPresent(one -> one.publish(meters));
    }

    /** {@code http://host:port}, or https, without a slash at its end. */
    public URI uri() {
        return server.uri();
    }

    @Override
    public void close() {
        server.close();
    }
}
