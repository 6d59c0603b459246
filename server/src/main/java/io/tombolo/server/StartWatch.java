package io.tombolo.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the parts of a server to become ready. A part that takes long is reported with the reason, every half minute; one that takes
 * too long ends the start. Each part's time counts from the beginning of its own start.
 */
final class StartWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StartWatch.class);

    /** For a start without an operator, who could give parts more time on a busy machine. */
    static final Duration LIMIT = Duration.ofMinutes(10);

    private static final Duration REPORT_EVERY = Duration.ofSeconds(30);
    private static final long LOOK_EVERY_MS = 100;

    private final LongSupplier nanos;
    private final Duration limit;
    private final Consumer<String> report;
    private final List<Starting<?>> starting = new CopyOnWriteArrayList<>();

    /** A part whose start has begun. */
    record Starting<T>(
            String part,
            Supplier<String> why,
            CompletableFuture<T> result,
            CompletableFuture<Long> began,
            AtomicLong reports,
            Thread thread) {}

    /** With {@code nanos} as the clock ({@link System#nanoTime}); {@code report} gets one line for each report. */
    StartWatch(LongSupplier nanos, Duration limit, Consumer<String> report) {
        if (limit.isNegative() || limit.isZero()) {
            throw new ServerException("--start-timeout is " + limit + ", it must be longer than nothing");
        }
        this.nanos = nanos;
        this.limit = limit;
        this.report = report;
    }

    /** Begins to start a part, on a thread of its own. {@code why} says what a part waits for that is not ready. */
    <T> Starting<T> begin(String part, Supplier<T> start, Supplier<String> why) {
        return begin(part, start, why, CompletableFuture.completedFuture(nanos.getAsLong()));
    }

    /** As {@link #begin}, for a part that can do little before another is ready: its time counts from there. */
    <T> Starting<T> beginBeside(Starting<?> other, String part, Supplier<T> start, Supplier<String> why) {
        return begin(part, start, why, other.result().thenApply(ready -> nanos.getAsLong()));
    }

    private <T> Starting<T> begin(String part, Supplier<T> start, Supplier<String> why, CompletableFuture<Long> began) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(start.get());
                        LOG.atInfo()
                                .addKeyValue("part", part)
                                .addKeyValue("ms", (nanos.getAsLong() - began.join()) / 1_000_000)
                                .log("Ready");
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                },
                "start of " + part);
        thread.setDaemon(true);
        Starting<T> begun = new Starting<>(part, why, result, began, new AtomicLong(), thread);
        starting.add(begun);
        thread.start();
        return begun;
    }

    /** Passes a line on to whom looks on. */
    void report(String line) {
        report.accept(line);
    }

    /**
     * Ends the starts that are under way, because nobody waits for them any more, and lets them undo what they did while what they
     * rest on still runs.
     *
     * @param within returns after this time at the latest
     */
    void stop(Duration within) {
        List<Starting<?>> running =
                starting.stream().filter(part -> !part.result().isDone()).toList();
        running.forEach(part -> part.thread().interrupt());
        long until = System.nanoTime() + within.toNanos();
        for (Starting<?> part : running) {
            try {
                part.thread().join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Begins to wait until a part that runs is ready. */
    Starting<Boolean> beginReady(String part, BooleanSupplier ready, Supplier<String> why) {
        return begin(
                part,
                () -> {
                    while (!ready.getAsBoolean()) {
                        pause();
                    }
                    return true;
                },
                why);
    }

    /**
     * Waits for a part whose start has begun, and watches all the others meanwhile.
     *
     * @throws ServerException naming the part and the reason when any of them is not ready within the limit
     * @throws CompletionException with the part's own failure
     */
    <T> T finish(Starting<T> part) {
        try {
            while (true) {
                try {
                    T ready = part.result().get(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
                    starting.remove(part);
                    return ready;
                } catch (TimeoutException e) {
                    starting.forEach(this::look);
                }
            }
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while " + part.part() + " started", e);
        }
    }

    /** Starts a part and waits for it. */
    <T> T await(String part, Supplier<T> start, Supplier<String> why) {
        return finish(begin(part, start, why));
    }

    private void look(Starting<?> part) {
        if (part.result().isDone() || !part.began().isDone()) {
            return;
        }
        Duration elapsed = Duration.ofNanos(nanos.getAsLong() - part.began().join());
        if (elapsed.compareTo(limit) >= 0) {
            throw new ServerException(text(part, limit)
                    + "; the log is in DIR/logs/tombolo.log, and --start-timeout gives" + " each part more time");
        }
        long due = elapsed.dividedBy(REPORT_EVERY);
        if (part.reports().getAndSet(due) < due) {
            report.accept(text(part, elapsed));
        }
    }

    private static String text(Starting<?> part, Duration elapsed) {
        return part.part() + " is not ready after " + elapsed.toSeconds() + " s: "
                + part.why().get();
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while a part started", e);
        }
    }
}
