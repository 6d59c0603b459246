package io.tombolo.consumer.watch;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.listen.VerdictMetrics;
import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.NewestLogs;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.RememberedReceipts;
import io.tombolo.verification.stream.AlternateEntries;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The watches over all partitions that one consumer reads. All methods but the getters are for the thread that reads; the read side is
 * asked about each log on a thread of its own, so that neither reading nor the verdicts about other logs wait for it.
 */
public final class Watches implements AutoCloseable {
    private static final int REMEMBERED_RECEIPTS = 1024;

    private final WatchConfig config;
    private final VerdictListener listener;
    private final VerdictMetrics metrics;
    private final Function<TopicPartition, AlternateEntries> otherForms;
    private final boolean keepOffsets;
    private final Map<String, ReceiptVerifier> receipts;
    private final Committer committer;
    /** The reading thread's own, for what it hashes itself. */
    private final Committer readersCommitter;

    private final Optional<UsageReceipts> usage;
    private final Work work;
    private final Asking asking = new Asking();
    private final Map<String, Optional<TopicDatasets.Held>> datasets = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Watched> watched = new ConcurrentHashMap<>();
    private final List<Watched> ended = new CopyOnWriteArrayList<>();
    /** Why nothing may be delivered now; empty when something may. */
    private volatile String refused = "";

    private record Watched(
            TopicPartition at, PartitionWatch watch, WatchState state, LogInquiry inquiry, Asking.Lane lane) {}

    /**
     * Nothing is watched yet.
     *
     * @param clientId the consumer's, for its metrics
     * @param listener called by whichever thread hashes, one call at a time
     * @param otherForms how to read a record of a partition again, see {@link RecordRereader}
     * @param keepOffsets whether {@link #refusalAt} will be asked
     * @param usage signs what was verified; closed with this
     */
    public Watches(
            WatchConfig config,
            String clientId,
            VerdictListener listener,
            Function<TopicPartition, AlternateEntries> otherForms,
            boolean keepOffsets,
            Optional<UsageReceipts> usage) {
        this.usage = usage;
        this.config = config;
        this.metrics = new VerdictMetrics(clientId, at -> unsealed(at));
        // A listener finds it in the metrics.
        this.listener = metrics.and(listener);
        usage.ifPresent(metrics::show);
        this.otherForms = otherForms;
        this.keepOffsets = keepOffsets;
        this.receipts = remembered(config.receipts());
        this.committer = new Committer(config.schemas(), config.keyFormat(), config.valueFormat());
        this.readersCommitter = new Committer(config.schemas(), config.keyFormat(), config.valueFormat());
        this.work = new Work(config.hashing());
        asking.every(config.askEvery().toMillis(), this::askAll);
    }

    /** Receipts' signatures are what costs, and a consumer that comes back to a partition is shown the same ones again. */
    private static Map<String, ReceiptVerifier> remembered(Map<String, ReceiptVerifier> receipts) {
        Map<String, ReceiptVerifier> result = new HashMap<>();
        receipts.forEach((kind, verifier) -> result.put(kind, new RememberedReceipts(verifier, REMEMBERED_RECEIPTS)));
        return result;
    }

    /** Whether a topic is verified at all. */
    public Optional<TopicDatasets.Held> dataset(String topic) {
        return datasets.computeIfAbsent(topic, config.topics()::of);
    }

    /** Whether the offsets that count are in the records' headers. */
    public boolean isMirror(String topic) {
        return dataset(topic).map(TopicDatasets.Held::mirror).orElse(false);
    }

    public boolean isWatched(TopicPartition at) {
        return watched.containsKey(at);
    }

    /** The partitions that are watched, as they come and go. */
    public Set<TopicPartition> partitions() {
        return Collections.unmodifiableSet(watched.keySet());
    }

    /**
     * Begins to watch a partition.
     *
     * @param start the first offset that will be read: the log's leaves before it are passed over
     * @param metadata what {@link #metadata} returned when the group's offset was committed; anything else says nothing
     */
    public void begin(TopicPartition at, long start, String metadata) {
        TopicDatasets.Held held = dataset(at.topic())
                .orElseThrow(() -> new IllegalStateException(at.topic() + " is not verified, so it can't be watched"));
        SavedState saved = SavedState.read(metadata);
        // What this consumer still has in full need not be looked back at by its digest too.
        List<UncomparedRange> stretches = saved.stretches().stream()
                .filter(digest -> ended.stream()
                        .filter(one -> one.at().equals(at))
                        .flatMap(one -> one.inquiry().open().stream())
                        .noneMatch(own -> own.from() <= digest.from() && own.to() >= digest.to()))
                .toList();
        WatchState state = new WatchState(keepOffsets);
        state.remember(new SavedState(saved.compared(), List.of()));
        Asking.Lane lane = asking.lane();
        PartitionWatch watch = new PartitionWatch(
                at,
                state,
                committer,
                held.mirror() ? (offset, form) -> null : otherForms.apply(at),
                listener,
                held.mirror(),
                config.gapsAllowed(),
                config.policy().crossAnchoring(),
                start,
                saved.compared(),
                usage,
                (entries, again) -> new FetchedEntries(entries, lane, () -> fromLane(again)));
        LogInquiry inquiry = new LogInquiry(() -> heads(at, held.dataset()), start, saved.compared(), stretches);
        Watched one = new Watched(at, watch, state, inquiry, lane);
        watched.put(at, one);
        metrics.show(watched.keySet());
        lane.execute(() -> ask(one));
    }

    /** Reports records that had expired before the reading began, where gaps are allowed. */
    public void expiredBefore(TopicPartition at, long offset) {
        String detail = "records before offset " + offset + " are not in Kafka any more";
        Finding finding = new Finding(Refusal.MISSING, at.toString(), Finding.NONE, Finding.NONE, detail);
        work.fromReader(() -> listener.gone(at, finding));
    }

    /** Ends a watch. What it was given and had not compared is checked against the log as soon as that is sealed. */
    public void end(TopicPartition at) {
        Watched one = watched.remove(at);
        if (one == null) {
            return;
        }
        metrics.show(watched.keySet());
        DatasetId dataset = dataset(at.topic()).orElseThrow().dataset();
        Optional<UncomparedRange> rest = work.answer(one.watch()::end, Optional.empty());
        if (rest.isPresent() || !one.state().findings().isEmpty()) {
            LogInquiry back = rest.map(stretch -> LogInquiry.lookingBack(() -> heads(at, dataset), stretch))
                    .orElse(one.inquiry());
            ended.add(new Watched(at, one.watch(), one.state(), back, one.lane()));
        }
    }

    /** Room for what is committed of one poll's records of one partition. */
    public Batch batch(int capacity) {
        Batch batch = new Batch(capacity, config.keyFormat(), config.valueFormat());
        return config.hashing() == Hashing.POLLING_THREAD || work.isBehind()
                ? batch.makingEntries(readersCommitter)
                : batch;
    }

    /** Hands over a poll's records of a watched partition. */
    public void take(TopicPartition at, Batch batch) {
        Watched one = watched.get(at);
        if (one == null) {
            return;
        }
        if (work.isBehind()) {
            batch.makeEntries(readersCommitter); // Better than to wait; nothing where they are made already.
        }
        work.fromReader(() -> one.watch().take(batch));
    }

    /**
     * Says that much of a partition waits to be covered. Should the next head lie further on than may wait, it is asked what it says
     * about the place that the reading has got to.
     */
    public void fillsUp(TopicPartition at) {
        Watched one = watched.get(at);
        if (one != null && one.state().mayAsk()) {
            // Behind what was taken: only then it is known how far that leads.
            work.fromReader(() -> askAboutPlace(one));
        }
    }

    private void askAboutPlace(Watched one) {
        try {
            one.lane().execute(() -> {
                hear(one, () -> one.inquiry().askAbout(one.state().place()));
                one.state().answered();
            });
        } catch (RejectedExecutionException e) {
            // Closed meanwhile.
        }
    }

    /** Where hashing is done on the polling thread: does what came in from the read side meanwhile. */
    public void catchUp() {
        work.catchUp();
    }

    /** What is refused so far, the first thousand of each partition. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        ended.forEach(one -> findings.addAll(one.state().findings()));
        watched.values().forEach(one -> findings.addAll(one.state().findings()));
        return findings;
    }

    /** Up to which offset, inclusive, everything was compared with heads of this level; -1 for none. */
    public long reached(TopicPartition at, Level level) {
        Watched one = watched.get(at);
        return one == null ? -1 : one.state().reached(level);
    }

    public @Nullable Finding refusalAt(TopicPartition at, long offset) {
        Watched one = watched.get(at);
        return one == null ? null : one.state().refusalAt(offset);
    }

    /** Refusals below this offset will not be asked for any more. */
    public void forgetBelow(TopicPartition at, long offset) {
        Watched one = watched.get(at);
        if (one != null) {
            one.state().forgetBelow(offset);
        }
    }

    /** How many records wait for a checkpoint. */
    public int unsealed(TopicPartition at) {
        Watched one = watched.get(at);
        return one == null ? 0 : one.state().unsealed();
    }

    /** What a group has to remember with a committed offset, to be given to {@link #begin}. */
    public String metadata(TopicPartition at, long committed) {
        Watched one = watched.get(at);
        if (one == null) {
            return "";
        }
        List<UncomparedRange> stretches = new ArrayList<>(one.inquiry().open());
        // Hashing that hangs, as on a read side that is silent, must not make the group forget.
        SavedState saved =
                work.answer(() -> one.watch().saved(committed), one.state().remembered());
        one.state().remember(saved);
        stretches.addAll(saved.stretches());
        return new SavedState(saved.compared(), stretches).write();
    }

    @Override
    public void close() {
        asking.close();
        work.close();
        usage.ifPresent(UsageReceipts::close);
        metrics.close();
    }

    /** Verdicts as metrics. */
    public VerdictMetrics metrics() {
        return metrics;
    }

    private LogHeads heads(TopicPartition at, DatasetId dataset) {
        String origin =
                NewestLogs.of(config.readSide(), dataset).getOrDefault(at.partition(), dataset.origin(at.partition()));
        return new LogHeads(config.readSide(), origin, config.policy(), receipts, LogHeads.CATCHING_UP);
    }

    private void askAll() {
        try {
            watched.values().forEach(this::askIfIdle);
            // Nothing more to hear: only what it found is kept.
            ended.removeIf(one ->
                    one.inquiry().open().isEmpty() && one.state().findings().isEmpty());
            for (Watched one : ended) {
                if (!one.inquiry().open().isEmpty()) {
                    askIfIdle(one);
                }
            }
        } catch (RejectedExecutionException e) {
            // Closed meanwhile.
        }
    }

    private void askIfIdle(Watched one) {
        one.lane().executeIfIdle(() -> {
            ask(one);
            if (one.watch().isUnanswered()) {
                fromLane(one.watch()::goOn);
            }
        });
    }

    private void ask(Watched one) {
        hear(one, () -> one.inquiry().ask(one.state().place()));
        one.inquiry().refused().ifPresent(this::refuse);
    }

    private void hear(Watched one, Supplier<LogUpdate> asking) {
        try {
            LogUpdate news = asking.get();
            if (!news.isEmpty()) {
                fromLane(() -> one.watch().hear(news));
            }
        } catch (RuntimeException | Error e) {
            // What one log's answers lead to must end neither the asking about it nor that about the others.
            fromLane(() -> listener.delayed(one.at(), e.toString()));
        }
    }

    /** Says why access ended, until the read side answers again; an empty text says that it did not. */
    public void refuse(String why) {
        refused = why;
    }

    /** Why access to what is watched ended; empty when it has not, or nothing is watched: then nobody asks whether it is back. */
    public String refused() {
        return watched.isEmpty() ? "" : refused;
    }

    private void fromLane(Runnable task) {
        try {
            work.fromElsewhere(task);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile.
        }
    }

    /**
     * What partitions are checked against, and how.
     *
     * @param receipts how to read receipts, by kind of ledger, as {@code fabric}
     * @param schemas the registry's schemas, see {@link io.tombolo.schemas.registry.RegistrySchemaHashes}
     * @param gapsAllowed for a topic whose records expire or are compacted away: a record that the log holds and Kafka does not is reported,
     *     not refused
     * @param askEvery how often new checkpoints and anchors are asked for, per partition
     * @param maxUnsealed how many records of one partition may wait for a checkpoint before no more are fetched; 50 bytes each
     */
    public record WatchConfig(
            ProvenanceClient readSide,
            TrustPolicy policy,
            Map<String, ReceiptVerifier> receipts,
            SchemaHashes schemas,
            PartFormat keyFormat,
            PartFormat valueFormat,
            TopicDatasets topics,
            boolean gapsAllowed,
            Hashing hashing,
            Duration askEvery,
            int maxUnsealed) {
        /** 100 MB of waiting entries for each partition. */
        public static final int DEFAULT_MAX_UNSEALED = 2_000_000;
        /** How often the read side is asked if nobody says otherwise. */
        public static final Duration DEFAULT_ASK_EVERY = Duration.ofMillis(500);

        public WatchConfig {
            receipts = Map.copyOf(receipts);
            if (maxUnsealed < 1) {
                throw new IllegalArgumentException("max unsealed: " + maxUnsealed + ", at least 1");
            }
            if (askEvery.toMillis() < 1) {
                throw new IllegalArgumentException("ask every: " + askEvery + ", at least 1 ms");
            }
        }
    }
}
