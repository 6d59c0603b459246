package io.tombolo.consumer.watch;

import io.tombolo.verification.stream.LogEntries;
import io.tombolo.verification.stream.LogUnavailableException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A log's own entries, fetched where the read side is asked, so that the caller can continue with other partitions: the first
 * call is answered with an exception, and a call after they have arrived with the entries.
 */
final class FetchedEntries implements LogEntries {
    private final LogEntries log;
    private final Executor asking;
    private final Runnable arrived;
    private @Nullable Fetch fetch;

    private static final class Fetch {
        private final long from;
        private final long to;
        private byte @Nullable [] entries;
        private @Nullable LogUnavailableException failure;

        private Fetch(long from, long to) {
            this.from = from;
            this.to = to;
        }

        private boolean isDone() {
            return entries != null || failure != null;
        }
    }

    /** @param arrived called when it is worth calling {@link #entries} again, whether they were fetched or not */
    FetchedEntries(LogEntries log, Executor asking, Runnable arrived) {
        this.log = log;
        this.asking = asking;
        this.arrived = arrived;
    }

    /** Whether the last call was answered with an exception only because the entries have not arrived yet. */
    synchronized boolean isFetching() {
        return fetch != null && !fetch.isDone();
    }

    @Override
    public synchronized byte[] entries(long from, long to) {
        Fetch known = fetch;
        if (known == null || known.from != from || known.to != to) {
            known = new Fetch(from, to);
            fetch = known;
            begin(known);
        }
        if (!known.isDone()) {
            throw new LogUnavailableException("leaves " + from + " to " + (to - 1) + " are being fetched");
        }
        fetch = null;
        if (known.failure != null) {
            throw known.failure;
        }
        return Objects.requireNonNull(known.entries);
    }

    private void begin(Fetch begun) {
        try {
            asking.execute(() -> fetch(begun));
        } catch (RejectedExecutionException e) {
            throw new LogUnavailableException("the read side is not asked any more", e);
        }
    }

    private void fetch(Fetch begun) {
        byte[] entries = null;
        LogUnavailableException failure = null;
        try {
            entries = log.entries(begun.from, begun.to);
        } catch (LogUnavailableException e) {
            failure = e;
        } catch (RuntimeException | OutOfMemoryError e) {
            failure = new LogUnavailableException(
                    "leaves " + begun.from + " to " + (begun.to - 1) + ": " + e.getMessage(), e);
        }
        synchronized (this) {
            begun.entries = entries;
            begun.failure = failure;
        }
        arrived.run();
    }
}
