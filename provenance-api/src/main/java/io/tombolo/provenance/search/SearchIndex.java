package io.tombolo.provenance.search;

import io.tombolo.merkle.Hash;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds events by hash, by transaction and by key. A thread of its own reads the logs, and the datasets' topics for their keys, once the follower has
 * caught up; what it finds are candidates, which the caller compares with what the log or the topic holds. A copy: it may be deleted while the read side
 * is stopped.
 */
public final class SearchIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SearchIndex.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(5);
    /** Leaves of one log before the next has its turn. */
    private static final long TURN = 20_000;
    /** Lines in the buffers of all logs, of 16 bytes each. */
    private static final long BUFFERED = 2_000_000;

    private final LogStore store;
    private final Path folder;
    private final Settings settings;
    private final IndexSecret secret;
    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final BooleanSupplier ready;
    private final Map<Origin, LogIndex> logs = new ConcurrentHashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "read-side-index");
    private volatile State state = new State(Phase.BUILDING, "");
    /** The log that had the last turn, for the index's own thread. */
    private int turn = -1;

    /**
     * What is indexed.
     *
     * @param hashes leaves, commitments, roots and transactions
     * @param keys records' keys, for which every dataset is read once more
     * @param recordsPerSecond at most, of logs and topics, 1 to 10,000,000
     */
    public record Settings(boolean hashes, boolean keys, int recordsPerSecond) {
        public Settings {
            if (recordsPerSecond < 1 || recordsPerSecond > 10_000_000) {
                throw new IllegalArgumentException(
                        "index.recordsPerSecond: " + recordsPerSecond + ", must be 1 to 10000000");
            }
        }

        public static Settings defaults() {
            return new Settings(true, true, 100_000);
        }
    }

    /** How it is doing, and what is wrong, empty when nothing is. */
    public record State(Phase phase, String message) {}

    /** Of the index. */
    public enum Phase {
        OFF,
        BUILDING,
        UP_TO_DATE,
        /** It tries again; what it has is searched. */
        FAILED
    }

    /**
     * Opens the folder, which is made when missing.
     *
     * @param connect makes a consumer for the datasets' topics: bytes, read_committed, no group, no reset of offsets
     * @param ready whether the logs are up to date: before that, everything is left to the follower
     */
    public SearchIndex(
            Path folder,
            LogStore store,
            Settings settings,
            Supplier<Consumer<byte[], byte[]>> connect,
            BooleanSupplier ready) {
        this.folder = folder;
        this.store = store;
        this.settings = settings;
        this.connect = connect;
        this.ready = ready;
        try {
            Files.createDirectories(folder);
        } catch (IOException broken) {
            throw new UncheckedIOException(folder.toString(), broken);
        }
        this.secret = IndexSecret.of(folder.resolve("secret"));
        thread.setDaemon(true);
    }

    public void start() {
        if (settings.hashes() || settings.keys()) {
            thread.start();
        } else {
            state = new State(Phase.OFF, "");
        }
    }

    public State state() {
        return state;
    }

    /** Whether keys can be searched for at all. */
    public boolean hasKeys() {
        return settings.keys();
    }

    public boolean hasHashes() {
        return settings.hashes();
    }

    /** How many records' keys are indexed. */
    public long keys() {
        return logs.values().stream().mapToLong(log -> log.keys.lines()).sum();
    }

    /** The offset before which all keys of a log's records are indexed. */
    public long keysTo(StoredLog log) {
        return of(log).keys.next();
    }

    /** The leaf before which all leaves of a log are indexed. */
    public long leavesTo(StoredLog log) {
        return of(log).leavesTo();
    }

    /** Offsets below {@code before} of records that may have the key of this {@link KeyHash}, the newest first. */
    public List<Long> offsets(StoredLog log, Hash keyHash, long before, int limit) {
        return of(log).keys.find(secret.mac().doFinal(keyHash.toBytes()), before, limit);
    }

    /** Indices of leaves that may have this hash, or this commitment. */
    public List<Long> leaves(StoredLog log, Hash hash, int limit) {
        return of(log).leaves(hash, limit).stream()
                .map(place -> place / 2)
                .distinct()
                .toList();
    }

    /** Places of sealed heads that may have this root. */
    public List<Long> roots(StoredLog log, Hash root, int limit) {
        return of(log).roots(root, limit);
    }

    /** Places of anchors on a ledger that may be of this transaction. */
    public List<Long> anchors(StoredLog log, String ledger, String transaction, int limit) {
        return of(log).anchors(ledger, transaction, limit);
    }

    LogIndex of(StoredLog log) {
        return logs.computeIfAbsent(
                log.origin(),
                origin -> new LogIndex(
                        folder.resolve(origin.toString().replace('/', '+')), secret.name(), this::isStopped));
    }

    private boolean isStopped() {
        return stopping.getCount() == 0;
    }

    private void run() {
        while (!isStopped()) {
            try (KeyTopics topics = new KeyTopics(store, this, secret.mac(), connect)) {
                work(topics);
            } catch (KafkaException | UncheckedIOException trouble) {
                state = new State(Phase.FAILED, String.valueOf(trouble.getMessage()));
                LOG.atWarn()
                        .addKeyValue("reason", trouble.getMessage())
                        .log("The index can't be built now: trying again");
                pause(RETRY);
            } catch (RuntimeException broken) {
                state = new State(Phase.FAILED, String.valueOf(broken.getMessage()));
                LOG.atError().setCause(broken).log("The index can't be built: trying again");
                pause(RETRY);
            }
        }
    }

    private void work(KeyTopics topics) {
        while (!isStopped()) {
            if (!ready.getAsBoolean()) {
                pause(PAUSE);
                continue;
            }
            long begun = System.nanoTime();
            long taken = settings.hashes() ? hashes() : 0;
            long read = settings.keys() ? topics.read(PAUSE) : 0;
            flush();
            boolean behind = settings.keys() && topics.isBehind();
            state = new State(taken > 0 || behind ? Phase.BUILDING : Phase.UP_TO_DATE, topics.trouble());
            long took = System.nanoTime() - begun;
            long due = TimeUnit.SECONDS.toNanos(taken + read) / settings.recordsPerSecond();
            boolean idle = taken == 0 && read == 0 && topics.isIdle();
            pause(idle ? PAUSE : Duration.ofNanos(Math.max(0, due - took)));
        }
    }

    /**
     * A turn of one log after the other, at most of each. Ends early once there are as many leaves as are due in a second, or as the buffers
     * hold; the next call continues from there.
     */
    long hashes() {
        List<StoredLog> all = List.copyOf(store.logs());
        long most = Math.min(settings.recordsPerSecond(), BUFFERED / 2);
        long taken = 0;
        for (int turns = 0; turns < all.size() && taken < most && !isStopped(); turns++) {
            turn = (turn + 1) % all.size();
            StoredLog log = all.get(turn);
            taken += of(log).takeFrom(log, Math.min(TURN, most - taken));
        }
        return taken;
    }

    private void flush() {
        long buffered = logs.values().stream().mapToLong(LogIndex::buffered).sum();
        if (buffered > BUFFERED) {
            logs.values().forEach(LogIndex::flush);
        }
    }

    private void pause(Duration time) {
        try {
            stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    /** Puts what is indexed on disk. Waits at most ten seconds. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            logs.values().forEach(LogIndex::flush);
            logs.values().forEach(LogIndex::close);
        }
    }
}
