package io.tombolo.provenance.store;

import io.tombolo.merkle.tile.TilePath;
import io.tombolo.objects.ObjectStore;
import io.tombolo.objects.ObjectStoreException;
import io.tombolo.schemas.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that put what is full and sealed into the archive, log by log in growing order, and try again for as long as it fails. */
final class ObjectUploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectUploads.class);
    private static final int AT_ONCE = 16;
    /** Bundles of one log before the next log's turn. */
    private static final int TURN = 64;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** What is read when somebody asks for it, and put when there is something, would show only then that the store is away. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ObjectArchive archive;
    private final Supplier<Collection<StoredLog>> logs;
    private final Contradiction contradiction;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "provenance-objects");
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread one = new Thread(task, "provenance-object");
        one.setDaemon(true);
        return one;
    });
    private final Set<Origin> contradicted = ConcurrentHashMap.newKeySet();
    private final LongAdder stored = new LongAdder();
    private volatile String trouble = "";

    /** Is reported once for each log and start. */
    interface Contradiction {
        void found(Origin origin, long leaf, String message);
    }

    ObjectUploads(ObjectArchive archive, Supplier<Collection<StoredLog>> logs, Contradiction contradiction) {
        this.archive = archive;
        this.logs = logs;
        this.contradiction = contradiction;
        thread.setDaemon(true);
        thread.start();
    }

    LogStore.ObjectState state() {
        return new LogStore.ObjectState(
                archive.toString(), stored.sum(), archive.reads(), archive.failures(), contradicted.size(), trouble);
    }

    private void run() {
        Duration pause = PAUSE;
        long looked = System.nanoTime() - LOOK_AGAIN.toNanos();
        while (!stopped()) {
            try {
                if (!trouble.isEmpty() || System.nanoTime() - looked >= LOOK_AGAIN.toNanos()) {
                    archive.look();
                    looked = System.nanoTime();
                }
                boolean more = turn();
                worked();
                pause = PAUSE;
                if (!more) {
                    pause(pause);
                }
            } catch (ObjectStoreException failure) {
                failed(failure);
                pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } catch (RuntimeException broken) {
                LOG.atError().setCause(broken).log("Tiles are not stored: trying again");
                failed(new ObjectStoreException(String.valueOf(broken), broken));
                pause(LONGEST_PAUSE);
            }
        }
    }

    private void failed(ObjectStoreException failure) {
        if (trouble.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("reason", failure.getMessage())
                    .log("The object store can't be used: trying again");
        }
        trouble = String.valueOf(failure.getMessage());
    }

    private void worked() {
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.info("The object store can be used again");
        }
    }

    /** A turn of every log; whether any has more. */
    private boolean turn() {
        boolean more = false;
        for (StoredLog log : logs.get()) {
            long first = log.uploaded() / TilePath.FULL;
            long end = Math.min(log.view().size() / TilePath.FULL, first + TURN);
            if (first < end && !contradicted.contains(log.origin()) && !stopped()) {
                upload(log, first, end);
                more |= log.view().size() / TilePath.FULL > end;
            }
        }
        return more;
    }

    private void upload(StoredLog log, long first, long end) {
        List<Future<Integer>> begun = new ArrayList<>();
        for (long bundle = first; bundle < end; bundle++) {
            long index = bundle;
            begun.add(threads.submit(() -> upload(log, index)));
        }
        try {
            ObjectStoreException failure = null;
            int objects = 0;
            for (Future<Integer> one : begun) {
                try {
                    objects += one.get();
                } catch (ExecutionException broken) {
                    failure = broken.getCause() instanceof ObjectStoreException known
                            ? known
                            : new ObjectStoreException(String.valueOf(broken.getCause()), broken);
                }
            }
            if (failure != null) {
                throw failure;
            }
            // Only now: what fails is put again from its first bundle, and each object counts once.
            stored.add(objects);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopping.countDown();
            return;
        }
        if (!contradicted.contains(log.origin())) {
            log.uploaded(end * TilePath.FULL);
        }
    }

    /** A bundle, its tile, and the tiles above that end with it; how many of them are there now. */
    private int upload(StoredLog log, long bundle) {
        // A client that interrupts its own thread at a time-out may be late, and a file's channel would be closed by
        // it.
        boolean unused = Thread.interrupted();
        int there = put(
                log,
                TilePath.entries(bundle, TilePath.FULL),
                log.bundle(bundle, TilePath.FULL).orElseThrow());
        long index = bundle;
        for (int level = 0; ; level++) {
            there += put(
                    log,
                    TilePath.hashes(level, index, TilePath.FULL),
                    log.tile(level, index, TilePath.FULL).orElseThrow());
            if ((index + 1) % TilePath.FULL != 0) {
                return there;
            }
            index /= TilePath.FULL;
        }
    }

    private int put(StoredLog log, TilePath path, byte[] bytes) {
        if (archive.put(log.origin(), path, bytes) != ObjectStore.Put.OTHER) {
            return 1;
        }
        if (contradicted.add(log.origin())) {
            contradiction.found(
                    log.origin(),
                    path.index() << (8 * (path.level() + 1)),
                    ("%s in %s has other bytes than this log, and was not changed: another read side was given another"
                                    + " history, or the object was replaced")
                            .formatted(archive.name(log.origin(), path), archive));
        }
        return 0;
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private void pause(Duration time) {
        try {
            stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    /** What is being put is given up; it is put again after the next start. */
    @Override
    public void close() {
        stopping.countDown();
        threads.shutdownNow();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
