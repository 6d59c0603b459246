package io.tombolo.provenance;

import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.WebServer;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.objects.ObjectStoreException;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Every path of the read side, in one place. */
final class Routes implements WebServer.Router {
    /** Of an evidence file, in bytes. */
    private static final int BODY = 4 << 20;

    private static final int ANCHORS = 20;

    private final LogRoutes logs;
    private final RouteTable table;

    /**
     * All routes.
     *
     * @param keys an organisation's verifiers for one of its logs, the one in use first
     * @param endpoints where this deployment's parts listen, by name
     * @param reconciliations when each dataset was last compared with its source
     * @param desk gives data keys, if this read side does
     * @param further the paths that are not about a log, evidence, keys or the deployment
     */
    public Routes(
            LogStore store,
            Function<Origin, List<NoteVerifier>> keys,
            EvidenceRoutes evidence,
            Supplier<FollowerState> follower,
            Supplier<Map<String, String>> endpoints,
            Supplier<List<NewestReconciliations.Line>> reconciliations,
            Optional<KeyDesk> desk,
            RouteTable further) {
        this.logs = new LogRoutes(store, keys);
        KeyRoutes keyRoutes = new KeyRoutes(desk);
        Page page = new Page();
        this.table = further.get("/", ask -> page.file("/"))
                .get("/page/{file}", ask -> page.file(ask.request().path()))
                .get("/healthz", ask -> Health.alive())
                .get("/readyz", ask -> Health.ready(follower.get(), store.objects()))
                .get("/api/v1/openapi.yaml", ask -> page.openApi())
                .get("/api/v1/status", ask -> ApiResponse.json(ServerStatus.of(follower.get(), store)))
                .get("/api/v1/anchors", ask -> anchors(store, ask))
                .get(
                        "/api/v1/reconciliations",
                        ask -> ApiResponse.json(Map.of("reconciliations", reconciliations.get())))
                .get("/api/v1/endpoints", ask -> ApiResponse.json(endpoints.get()))
                .get("/api/v1/policy", ask -> evidence.policy())
                .get("/api/v1/evidence", evidence::evidence)
                .post("/api/v1/verify", ask -> ask.request().body().read(BODY).thenApply(evidence::verify))
                .post(CertificateRoute.PATH, ask -> evidence.certificate(ask.request()))
                .post(KeyRoutes.PATH, ask -> keyRoutes.answer(ask.request()));
    }

    /** Every path but those of logs. */
    RouteTable table() {
        return table;
    }

    @Override
    public CompletionStage<ApiResponse> answer(ApiRequest ask) {
        try {
            if (ask.path().startsWith(LogRoutes.PREFIX)) {
                ask.route(LogRoutes.PREFIX + "{log}");
                return CompletableFuture.completedFuture(
                        ask.method().equals("GET") ? logs.answer(ask) : RouteTable.notAllowed("GET, HEAD"));
            }
            return table.answer(ask).exceptionally(Routes::withoutStore);
        } catch (ObjectStoreException failure) {
            return CompletableFuture.completedFuture(withoutStore(failure));
        }
    }

    private static ApiResponse withoutStore(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ObjectStoreException) {
            return ReadSideProblem.of(503, "store_unavailable", String.valueOf(cause.getMessage()));
        }
        throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
    }

    @Override
    public boolean isQuick(String path) {
        return path.startsWith(LogRoutes.PREFIX) && logs.isQuick(path);
    }

    @Override
    public boolean isTraced() {
        return true;
    }

    /** A log's parts are files, or a few microseconds' work. */
    @Override
    public boolean isLimited(String path) {
        return path.startsWith("/api/v1/");
    }

    private static ApiResponse anchors(LogStore store, Ask ask) {
        int limit = ask.limit(ANCHORS, Paged.MOST);
        long skipped = ask.after().orElse(0);
        List<AnchorLine> lines = AnchorLine.newest(store, skipped, limit + 1);
        boolean more = lines.size() > limit;
        return ApiResponse.json(
                Paged.of("anchors", more ? lines.subList(0, limit) : lines, more ? (Object) (skipped + limit) : null));
    }
}
