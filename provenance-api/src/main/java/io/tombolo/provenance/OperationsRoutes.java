package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.search.SearchIndex;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.verification.trust.TrustPolicy;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator looks at: ledgers, faults, lag, and what ends soon. What runs elsewhere is absent. */
final class OperationsRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(OperationsRoutes.class);
    private static final JsonMapper JSON = BoundedJson.mapper(1_000_000);

    private final LogStore store;
    private final Supplier<FollowerState> follower;
    private final SearchIndex index;
    private final Live live;
    private final Supplier<TrustPolicy> policy;
    private final Supplier<Optional<X509Certificate>> certificate;
    private final Supplier<Optional<String>> anchoringState;
    private final Clock clock;

    /**
     * The routes.
     *
     * @param certificate of this server, if it has one
     * @param anchoringState JSON of the anchoring service's {@code /state}, if it is beside this read side
     */
    OperationsRoutes(
            LogStore store,
            Supplier<FollowerState> follower,
            SearchIndex index,
            Live live,
            Supplier<TrustPolicy> policy,
            Supplier<Optional<X509Certificate>> certificate,
            Supplier<Optional<String>> anchoringState,
            Clock clock) {
        this.store = store;
        this.follower = follower;
        this.index = index;
        this.live = live;
        this.policy = policy;
        this.certificate = certificate;
        this.anchoringState = anchoringState;
        this.clock = clock;
    }

    RouteTable addTo(RouteTable table) {
        return table.get(
                        "/api/v1/ledgers",
                        List.of(),
                        ask -> ApiResponse.json(Map.of("ledgers", LedgerLine.all(store, policy.get(), anchoring()))))
                .get("/api/v1/faults", List.of("dataset", "after", "limit"), this::faults)
                .get("/api/v1/operations", List.of(), ask -> operations());
    }

    private Optional<JsonNode> anchoring() {
        Optional<String> text = anchoringState.get();
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(JSON.readTree(text.get()));
        } catch (JsonProcessingException other) {
            LOG.atWarn().setCause(other).log("What the anchoring service says of itself can't be read");
            return Optional.empty();
        }
    }

    private ApiResponse faults(Ask ask) {
        Optional<String> dataset = ask.text("dataset");
        Collection<StoredLog> logs = dataset.isPresent() ? Logs.of(store, dataset.get()) : store.logs();
        return ApiResponse.json(Paged.of("faults", FaultLine.all(logs), ask));
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Operations(
            @JsonProperty("at") String at,
            @JsonProperty("phase") String phase,
            @JsonProperty("message") String message,
            @JsonProperty("read_side") ReadSide readSide,
            @JsonProperty("anchoring") @Nullable Map<String, Object> anchoring,
            @JsonProperty("certificates") List<Certificates.Ending> certificates) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReadSide(
            @JsonProperty("logs") int logs,
            @JsonProperty("faults") long faults,
            @JsonProperty("waiting") int waiting,
            @JsonProperty("unreadable") long unreadable,
            @JsonProperty("lag_records") @Nullable Long lagRecords,
            @JsonProperty("unsealed") long unsealed,
            @JsonProperty("unanchored") long unanchored,
            @JsonProperty("index") Map<String, Object> index,
            @JsonProperty("stream") Map<String, Object> stream,
            @JsonProperty("objects") @Nullable Map<String, Object> objects) {}

    private ApiResponse operations() {
        FollowerState state = follower.get();
        Sums sums = store.logs().stream().map(log -> Sums.of(log.view())).reduce(Sums.NONE, Sums::and);
        Optional<JsonNode> anchoring = anchoring();
        return ApiResponse.json(new Operations(
                live.overview().at(),
                state.phase().name(),
                state.message(),
                new ReadSide(
                        sums.logs(),
                        sums.faults(),
                        state.waiting(),
                        state.unreadable(),
                        state.lag() < 0 ? null : state.lag(),
                        sums.events() - sums.sealed(),
                        sums.events() - sums.anchored(),
                        indexState(),
                        Map.of(
                                "subscribers",
                                live.stream().readers(),
                                "dropped",
                                live.stream().dropped()),
                        objects()),
                anchoring.map(OperationsRoutes::shown).orElse(null),
                Certificates.endings(certificate.get(), policy.get(), anchoring, clock.instant())));
    }

    private Map<String, Object> indexState() {
        SearchIndex.State state = index.state();
        long behind =
                index.hasKeys() ? store.logs().stream().mapToLong(this::behind).sum() : 0;
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("state", state.phase());
        shown.put("message", state.message());
        shown.put("keys", index.keys());
        shown.put("behind", behind);
        return shown;
    }

    /** Null without an object store. */
    private @Nullable Map<String, Object> objects() {
        LogStore.ObjectState state = store.objects();
        if (state.store().isEmpty()) {
            return null;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("store", state.store());
        shown.put("trouble", state.trouble());
        shown.put(
                "archived", store.logs().stream().mapToLong(StoredLog::uploaded).sum());
        shown.put("freed", store.logs().stream().mapToLong(StoredLog::freed).sum());
        shown.put("failures", state.failures());
        shown.put("contradicted", state.contradicted());
        return shown;
    }

    private long behind(StoredLog log) {
        long held = log.view().size();
        long to = index.keysTo(log);
        boolean all = held == 0 || EventLine.entry(log, held - 1).offset() < to;
        return all ? 0 : Math.max(0, held - EventRoutes.ceiling(log, to));
    }

    private static Map<String, Object> shown(JsonNode state) {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (String name : List.of("ready", "not_ready", "rejected")) {
            shown.put(name, state.path(name));
        }
        if (state.path("lag_records").asLong(-1) >= 0) {
            shown.put("lag_records", state.path("lag_records"));
        }
        shown.put(
                "ledgers",
                state.path("ledgers").findParents("ledger").stream()
                        .map(ledger -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            for (String name : List.of("ledger", "organisation", "waiting", "refusals", "last_error")) {
                                one.put(name, ledger.path(name));
                            }
                            return one;
                        })
                        .toList());
        return shown;
    }
}
