package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.http.server.EventStream;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.Origin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the logs' views once a second: how fast datasets grow, and what of it is an event for those who read the stream. It reads what the
 * follower has published, and nothing waits for it.
 */
final class Live implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);

    static final EventStream.Settings STREAM =
            new EventStream.Settings(200, Duration.ofSeconds(10), Duration.ofMinutes(10), 2 << 20, 4 << 20);

    /** Looks that a rate is the mean of. */
    static final int LOOKS = 10;

    /** Datasets and heads in one event. */
    private static final int CHUNK = 500;

    private final LogStore store;
    private final Supplier<FollowerState> follower;
    private final Clock clock;
    private final EventStream stream;
    private final Map<String, Rate> rates = new ConcurrentHashMap<>();
    private final Map<Origin, LogView> seen = new HashMap<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "read-side-live");
        thread.setDaemon(true);
        return thread;
    });
    private long lookedAt;
    private volatile @Nullable Overview last;

    /** Events of the last looks, and the milliseconds between them. */
    private static final class Rate {
        private final long[] events = new long[LOOKS];
        private final long[] millis = new long[LOOKS];
        private int next;

        /** Whether there is anything left of it. */
        synchronized boolean add(long more, long took) {
            events[next] = more;
            millis[next] = took;
            next = (next + 1) % LOOKS;
            return perSecond() > 0;
        }

        synchronized double perSecond() {
            long all = 0;
            long time = 0;
            for (int i = 0; i < LOOKS; i++) {
                all += events[i];
                time += millis[i] == 0 ? 1000 : millis[i];
            }
            return Math.round(all * 100_000.0 / time) / 100.0;
        }
    }

    /** A dataset's counts after a change. */
    record DatasetChange(
            @JsonProperty("dataset") String dataset,
            @JsonProperty("events") long events,
            @JsonProperty("sealed") long sealed,
            @JsonProperty("anchored") long anchored,
            @JsonProperty("level") String level,
            @JsonProperty("faults") long faults,
            @JsonProperty("per_second") double perSecond) {}

    /** A sealed head. */
    record Head(
            @JsonProperty("origin") String origin,
            @JsonProperty("size") long size,
            @JsonProperty("root") String root,
            @JsonProperty("sealed_at") String sealedAt) {}

    Live(LogStore store, Supplier<FollowerState> follower, EventStream.Settings settings, Clock clock) {
        this.store = store;
        this.follower = follower;
        this.clock = clock;
        this.stream = new EventStream(settings, clock, () -> List.of(new EventStream.Message("status", overview())));
        // What is there already is not growth.
        store.logs().forEach(log -> seen.put(log.origin(), log.view()));
        lookedAt = clock.millis();
    }

    void start() {
        var unused = looks.scheduleAtFixedRate(this::lookSafely, 1, 1, TimeUnit.SECONDS);
    }

    EventStream stream() {
        return stream;
    }

    /** Events per second of a dataset over the last ten looks; 0 for one that does not grow. */
    double perSecond(String dataset) {
        Rate rate = rates.get(dataset);
        return rate == null ? 0 : rate.perSecond();
    }

    /** As of now, with the time of its last change that was seen. */
    Overview overview() {
        Overview before = last;
        Overview now = Overview.of(
                clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
                follower.get(),
                Sums.byDataset(store, this::perSecond));
        return before == null || now.differs(before) ? now : before;
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException broken) {
            LOG.atError().setCause(broken).log("The logs can't be looked at; the next try is in a second");
        }
    }

    /** One look at everything; for the thread that looks, or a test in its place. */
    @SuppressWarnings("ReferenceEquality") // a commit makes another view
    void look() {
        long now = clock.millis();
        long took = Math.max(1, now - lookedAt);
        lookedAt = now;
        Map<String, Long> grown = new HashMap<>();
        List<Head> heads = new ArrayList<>();
        List<EventStream.Message> news = new ArrayList<>();
        for (StoredLog log : store.logs()) {
            LogView view = log.view();
            LogView before = seen.put(log.origin(), view);
            if (before != view) {
                long entries = before == null ? 0 : before.entries();
                grown.merge(log.origin().dataset().toString(), Math.max(0, view.entries() - entries), Long::sum);
                compare(log, before, view, heads, news);
            }
        }
        rates.forEach((dataset, rate) -> grown.putIfAbsent(dataset, 0L));
        grown.forEach((dataset, events) -> {
            if (!rates.computeIfAbsent(dataset, name -> new Rate()).add(events, took)) {
                rates.remove(dataset);
            }
        });
        Overview overview = overview();
        boolean differs = overview.differs(last);
        last = overview;
        if (!stream.isRead()) {
            if (differs || !news.isEmpty()) {
                stream.skip();
            }
            return;
        }
        if (!grown.isEmpty()) {
            send(grown, heads);
        }
        news.forEach(stream::send);
        if (differs) {
            stream.send(new EventStream.Message("status", overview));
        }
    }

    private static void compare(
            StoredLog log, @Nullable LogView before, LogView view, List<Head> heads, List<EventStream.Message> news) {
        String origin = log.origin().toString();
        HeldCheckpoint head = view.checkpoint();
        if (head != null && (before == null || before.size() != view.size())) {
            heads.add(new Head(
                    origin,
                    head.size(),
                    head.root().base64(),
                    Instant.ofEpochMilli(head.sealedAt()).toString()));
        }
        view.anchors().forEach((ledger, held) -> {
            LogView.Anchors earlier = before == null ? null : before.anchors().get(ledger);
            if (earlier == null || earlier.count() != held.count()) {
                news.add(new EventStream.Message("anchor", AnchorLine.of(origin, held.newest())));
            }
        });
        int known = before == null ? 0 : before.faults().size();
        view.faults().stream()
                .skip(known)
                .forEach(fault -> news.add(new EventStream.Message("fault", FaultLine.of(log, fault))));
    }

    private void send(Map<String, Long> grown, List<Head> heads) {
        List<DatasetChange> changes = grown.keySet().stream()
                .sorted()
                .map(DatasetId::parse)
                .map(store::logs)
                .filter(logs -> !logs.isEmpty())
                .map(logs -> Sums.of(logs, this::perSecond))
                .map(Live::change)
                .toList();
        for (int from = 0; from < Math.max(changes.size(), heads.size()); from += CHUNK) {
            stream.send(new EventStream.Message(
                    "datasets", Map.of("datasets", chunk(changes, from), "heads", chunk(heads, from))));
        }
    }

    private static <T> List<T> chunk(List<T> all, int from) {
        return all.subList(Math.min(from, all.size()), Math.min(from + CHUNK, all.size()));
    }

    private static DatasetChange change(Sums.OfDataset one) {
        Sums sums = one.sums();
        return new DatasetChange(
                one.dataset(),
                sums.events(),
                sums.sealed(),
                sums.anchored(),
                sums.level(),
                sums.faults(),
                sums.perSecond());
    }

    @Override
    public void close() {
        looks.shutdownNow();
        stream.close();
    }
}
