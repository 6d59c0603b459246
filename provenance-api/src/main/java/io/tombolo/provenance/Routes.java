package io.tombolo.provenance;

import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.WebServer;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Every path of the read side, in one place. */
final class Routes implements WebServer.Router {
    /** Of an evidence file, in bytes. */
    private static final int BODY = 4 << 20;

    private final LogStore store;
    private final LogRoutes logs;
    private final EvidenceRoutes evidence;
    private final Supplier<FollowerState> follower;
    private final Supplier<Map<String, String>> endpoints;
    private final Supplier<List<NewestReconciliations.Line>> reconciliations;
    private final KeyRoutes keys;
    private final Page page = new Page();

    /**
     * @param keys an organisation's verifiers for one of its logs, the one in use first
     * @param endpoints where this deployment's parts listen, by name
     * @param reconciliations when each dataset was last compared with its source
     * @param desk gives data keys, if this read side does
     */
    public Routes(
            LogStore store,
            Function<Origin, List<NoteVerifier>> keys,
            EvidenceRoutes evidence,
            Supplier<FollowerState> follower,
            Supplier<Map<String, String>> endpoints,
            Supplier<List<NewestReconciliations.Line>> reconciliations,
            Optional<KeyDesk> desk) {
        this.store = store;
        this.logs = new LogRoutes(store, keys);
        this.evidence = evidence;
        this.follower = follower;
        this.endpoints = endpoints;
        this.reconciliations = reconciliations;
        this.keys = new KeyRoutes(desk);
    }

    @Override
    public CompletionStage<ApiResponse> answer(ApiRequest ask) {
        if (ask.path().equals("/api/v1/verify") && ask.method().equals("POST")) {
            return ask.body().read(BODY).thenApply(evidence::verify);
        }
        if (ask.path().equals(CertificateRoute.PATH) && ask.method().equals("POST")) {
            return evidence.certificate(ask);
        }
        if (ask.path().equals(KeyRoutes.PATH) && ask.method().equals("POST")) {
            return keys.answer(ask);
        }
        return CompletableFuture.completedFuture(now(ask));
    }

    @Override
    public boolean isQuick(String path) {
        return path.startsWith(LogRoutes.PREFIX) && LogRoutes.isQuick(path);
    }

    private ApiResponse now(ApiRequest ask) {
        if (ask.path().startsWith(LogRoutes.PREFIX)) {
            return get(ask, logs::answer);
        }
        return switch (ask.path()) {
            case "/" -> get(ask, a -> page.html());
            case "/healthz" -> get(ask, a -> Health.alive());
            case "/readyz" -> get(ask, a -> Health.ready(follower.get()));
            case "/api/v1/openapi.yaml" -> get(ask, a -> page.openApi());
            case "/api/v1/status" -> get(ask, a -> ApiResponse.json(ServerStatus.of(follower.get(), store)));
            case "/api/v1/datasets" -> get(ask, a -> datasets(a));
            case "/api/v1/anchors" -> get(ask, a -> ApiResponse.json(Map.of("anchors", AnchorLine.newest(store))));
            case "/api/v1/reconciliations" ->
                get(ask, a -> ApiResponse.json(Map.of("reconciliations", reconciliations.get())));
            case "/api/v1/endpoints" -> get(ask, a -> ApiResponse.json(endpoints.get()));
            case "/api/v1/policy" -> get(ask, a -> evidence.policy());
            case "/api/v1/evidence" -> get(ask, evidence::evidence);
            case "/api/v1/verify", CertificateRoute.PATH, KeyRoutes.PATH -> notAllowed("POST");
            default -> LogRoutes.notFound("no such path; /api/v1/openapi.yaml lists them");
        };
    }

    private ApiResponse datasets(ApiRequest ask) {
        List<DatasetLine> all = DatasetLine.all(store);
        return ApiResponse.json(Map.of(
                "datasets",
                ask.text("dataset")
                        .map(name -> all.stream()
                                .filter(line -> line.dataset().equals(name))
                                .toList())
                        .orElse(all)));
    }

    private static ApiResponse get(ApiRequest ask, Function<ApiRequest, ApiResponse> route) {
        return ask.method().equals("GET") ? route.apply(ask) : notAllowed("GET, HEAD");
    }

    private static ApiResponse notAllowed(String allowed) {
        return ReadSideProblem.of(405, "method_not_allowed", "this path answers " + allowed)
                .with("Allow", allowed);
    }
}
