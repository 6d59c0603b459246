package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.provenance.store.HeadList;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.registry.SchemaResolver;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What there is of datasets: sums, partitions, heads over time, schemas. */
final class DatasetRoutes {
    static final String ONE = "/api/v1/datasets/{organisation}/{name}";
    private static final int PARTS = 100;
    private static final int MOST_PARTS = 500;

    private final LogStore store;
    private final Live live;
    private final Supplier<List<NewestReconciliations.Line>> reconciliations;
    private final RegistryClient registry;
    private final SchemaResolver schemas;
    private final Clock clock;

    DatasetRoutes(
            LogStore store,
            Live live,
            Supplier<List<NewestReconciliations.Line>> reconciliations,
            RegistryClient registry,
            SchemaResolver schemas,
            Clock clock) {
        this.store = store;
        this.live = live;
        this.reconciliations = reconciliations;
        this.registry = registry;
        this.schemas = schemas;
        this.clock = clock;
    }

    RouteTable addTo(RouteTable table) {
        List<String> span = List.of("from", "to");
        return table.get("/api/v1/overview", List.of(), ask -> ApiResponse.json(live.overview()))
                .get(
                        "/api/v1/organisations",
                        List.of("after", "limit"),
                        ask -> ApiResponse.json(Paged.of(
                                "organisations", Overview.organisations(Sums.byDataset(store, live::perSecond)), ask)))
                .get("/api/v1/datasets", this::datasets)
                .get(ONE, List.of(), this::dataset)
                .get(ONE + "/timeline", with(span, "buckets"), this::timeline)
                .get(ONE + "/latency", with(span, "points", "ledger"), this::latency)
                .get(ONE + "/batches", List.of("partition", "after", "limit"), this::batches)
                .get(ONE + "/anchors", List.of("partition", "ledger", "after", "limit"), this::anchors)
                .get(ONE + "/schemas", List.of(), this::schemas);
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    /** All of them unless a limit is given, as it was before there was one. */
    private ApiResponse datasets(Ask ask) {
        Optional<String> dataset = ask.text("dataset");
        Optional<String> organisation = ask.text("organisation");
        String part = ask.text("q").orElse("").toLowerCase(Locale.ROOT);
        boolean faulty = ask.flag("faulty");
        Comparator<Sums.OfDataset> order = order(ask.oneOf("sort", "name", "faults", "rate", "events"));
        List<Sums.OfDataset> all = dataset.isPresent() ? one(dataset.get()) : Sums.byDataset(store, live::perSecond);
        List<Sums.OfDataset> found = all.stream()
                .filter(one -> organisation.isEmpty() || one.organisation().equals(organisation.get()))
                .filter(one -> one.dataset().contains(part))
                .filter(one -> !faulty || one.sums().faults() > 0)
                .sorted(order)
                .toList();
        int limit = ask.limit(Integer.MAX_VALUE, Paged.MOST);
        int from = (int) Math.min(found.size(), ask.after().orElse(0));
        int to = (int) Math.min(found.size(), (long) from + limit);
        Map<String, Object> body = Paged.of(
                "datasets",
                found.subList(from, to).stream().map(DatasetLine::of).toList(),
                to < found.size() ? to : null);
        body.put("total", found.size());
        return ApiResponse.json(body);
    }

    private List<Sums.OfDataset> one(String dataset) {
        List<StoredLog> logs = Logs.of(store, dataset);
        return logs.isEmpty() ? List.of() : List.of(Sums.of(logs, live::perSecond));
    }

    private static Comparator<Sums.OfDataset> order(String word) {
        Comparator<Sums.OfDataset> name = Comparator.comparing(Sums.OfDataset::dataset);
        return switch (word) {
            case "faults" ->
                Comparator.comparingLong((Sums.OfDataset one) -> -one.sums().faults())
                        .thenComparing(name);
            case "rate" ->
                Comparator.comparingDouble((Sums.OfDataset one) -> -one.sums().perSecond())
                        .thenComparing(name);
            case "events" ->
                Comparator.comparingLong((Sums.OfDataset one) -> -one.sums().events())
                        .thenComparing(name);
            default -> name;
        };
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Detail(
            @JsonUnwrapped DatasetLine line,

            @JsonProperty("topic") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String topic,

            @JsonProperty("partitions_held") List<Partition> partitions,
            @JsonProperty("ledgers") List<Ledger> ledgers,
            @JsonProperty("reconciliation") NewestReconciliations.@Nullable Line reconciliation) {}

    record Partition(
            @JsonProperty("origin") String origin,
            @JsonProperty("partition") int partition,
            @JsonProperty("generation") int generation,
            @JsonProperty("events") long events,
            @JsonProperty("sealed") long sealed,
            @JsonProperty("anchored") long anchored,
            @JsonProperty("first_offset") @Nullable Long firstOffset,
            @JsonProperty("last_offset") @Nullable Long lastOffset,
            @JsonProperty("first_at") @Nullable String firstAt,
            @JsonProperty("last_at") @Nullable String lastAt,
            @JsonProperty("sealed_at") @Nullable String sealedAt,
            @JsonProperty("faults") int faults,
            @JsonProperty("batches") long batches) {}

    record Ledger(
            @JsonProperty("ledger") String ledger,
            @JsonProperty("anchors") long anchors,
            @JsonProperty("anchored") long anchored,
            @JsonProperty("anchored_at") String anchoredAt) {}

    private ApiResponse dataset(Ask ask) {
        List<StoredLog> logs = Logs.of(store, ask);
        Sums.OfDataset one = Sums.of(logs, live::perSecond);
        String topic = logs.stream()
                .map(log -> log.view().checkpoint())
                .filter(head -> head != null)
                .map(HeldCheckpoint::topic)
                .findFirst()
                .orElse(null);
        Map<String, Ledger> ledgers = new TreeMap<>();
        logs.forEach(log -> log.view()
                .anchors()
                .forEach((name, held) -> ledgers.merge(name, ledger(name, held), DatasetRoutes::and)));
        return ApiResponse.json(new Detail(
                DatasetLine.of(one),
                topic,
                logs.stream().map(DatasetRoutes::partition).toList(),
                List.copyOf(ledgers.values()),
                reconciliations.get().stream()
                        .filter(line -> line.dataset().equals(one.dataset()))
                        .findFirst()
                        .orElse(null)));
    }

    private static Ledger ledger(String name, LogView.Anchors held) {
        HeldAnchor newest = held.newest();
        return new Ledger(name, held.count(), newest.size(), Timeline.text(newest.anchoredAt()));
    }

    private static Ledger and(Ledger one, Ledger other) {
        String newest = one.anchoredAt().compareTo(other.anchoredAt()) >= 0 ? one.anchoredAt() : other.anchoredAt();
        return new Ledger(one.ledger(), one.anchors() + other.anchors(), one.anchored() + other.anchored(), newest);
    }

    private static Partition partition(StoredLog log) {
        LogView view = log.view();
        Sums sums = Sums.of(view);
        Entry first = view.entries() == 0 ? null : EventLine.entry(log, 0);
        Entry last = view.entries() == 0 ? null : EventLine.entry(log, view.entries() - 1);
        return new Partition(
                log.origin().toString(),
                log.origin().partition(),
                log.origin().generation(),
                sums.events(),
                sums.sealed(),
                sums.anchored(),
                first == null ? null : first.offset(),
                last == null ? null : last.offset(),
                first == null ? null : Sums.time(Math.max(0, first.timestamp())),
                last == null ? null : Sums.time(Math.max(0, last.timestamp())),
                Sums.time(sums.sealedAt()),
                view.faults().size(),
                view.checkpoints());
    }

    private ApiResponse timeline(Ask ask) {
        List<StoredLog> logs = Logs.of(store, ask);
        return ApiResponse.json(Timeline.of(logs, span(ask, logs, "buckets")));
    }

    private ApiResponse latency(Ask ask) {
        List<StoredLog> logs = Logs.of(store, ask);
        Timeline.Span span = span(ask, logs, "points");
        return ApiResponse.json(Latency.of(logs, span, ledger(ask, logs).orElse(null)));
    }

    /** From the first seal to now, unless the request says otherwise. */
    private Timeline.Span span(Ask ask, List<StoredLog> logs, String parts) {
        long now = clock.millis();
        long first = logs.stream()
                .map(StoredLog::sealed)
                .filter(heads -> heads.count() > 0)
                .mapToLong(heads -> heads.time(0))
                .min()
                .orElse(now);
        // The newest seal is before the end, also where the owner's clock is ahead.
        long last = logs.stream()
                .mapToLong(log -> Sums.of(log.view()).sealedAt() + 1)
                .max()
                .orElse(now);
        long from = ask.time("from").map(Instant::toEpochMilli).orElse(first);
        long to = ask.time("to").map(Instant::toEpochMilli).orElse(Math.max(Math.max(now, last), from + 1));
        if (to <= from) {
            throw Ask.bad("to %s: must be after from, %s".formatted(Timeline.text(to), Timeline.text(from)));
        }
        return new Timeline.Span(
                from, to, (int) ask.number(parts, 1, MOST_PARTS).orElse(PARTS));
    }

    private static Optional<String> ledger(Ask ask, List<StoredLog> logs) {
        return ask.text("ledger")
                .or(() -> logs.stream()
                        .flatMap(log -> log.view().anchors().keySet().stream())
                        .sorted()
                        .findFirst());
    }

    private ApiResponse batches(Ask ask) {
        StoredLog log = Logs.partition(store, ask);
        HeadList<HeldCheckpoint> heads = log.sealed();
        return ApiResponse.json(newestFirst("batches", ask, heads, head -> BatchLine.of(log, head)));
    }

    private ApiResponse anchors(Ask ask) {
        StoredLog log = Logs.partition(store, ask);
        String origin = log.origin().toString();
        return ApiResponse.json(ledger(ask, List.of(log))
                .flatMap(log::anchored)
                .map(held -> newestFirst("anchors", ask, held, anchor -> AnchorLine.of(origin, anchor)))
                .orElseGet(() -> Paged.of("anchors", List.of(), ask)));
    }

    /** {@code after} is the size of the page's last head. */
    private static <T> Map<String, Object> newestFirst(
            String name, Ask ask, HeadList<T> heads, Function<T, Object> line) {
        long end = ask.after().isPresent() ? heads.ceiling(ask.after().getAsLong()) : heads.count();
        long begin = Math.max(0, end - Paged.limit(ask));
        List<Object> lines = new ArrayList<>();
        for (long place = end - 1; place >= begin; place--) {
            lines.add(line.apply(heads.at(place)));
        }
        Map<String, Object> body = Paged.of(name, lines, begin == 0 ? null : heads.size(begin));
        body.put("total", heads.count());
        return body;
    }

    private ApiResponse schemas(Ask ask) {
        List<StoredLog> logs = Logs.of(store, ask);
        String topic = logs.stream()
                .map(log -> log.view().checkpoint())
                .filter(head -> head != null)
                .map(HeldCheckpoint::topic)
                .findFirst()
                .orElse(logs.get(0).origin().dataset().topic());
        try {
            return ApiResponse.json(Map.of("schemas", SchemaLine.all(topic, registry, schemas)));
        } catch (RegistryException away) {
            return ReadSideProblem.of(503, "unreachable", String.valueOf(away.getMessage()));
        }
    }
}
