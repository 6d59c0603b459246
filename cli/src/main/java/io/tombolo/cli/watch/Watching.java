package io.tombolo.cli.watch;

import io.tombolo.cli.shell.CommandException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server again and again, one question at a time and on a thread of its own: a server that keeps a connection open and says nothing
 * does not stop what shows that.
 */
final class Watching implements AutoCloseable {
    private final String server;
    private final Supplier<ServerView> asks;
    private final Clock clock;
    private final Duration patience;
    private final ExecutorService thread;

    private @Nullable Future<ServerView> pending;
    private Instant askedAt = Instant.MIN;
    private @Nullable ServerView view;
    private @Nullable ServerView before;
    private String failure = "";

    /** @param patience how long an answer may take until the server counts as one that does not answer */
    Watching(String server, Supplier<ServerView> asks, Clock clock, Duration patience) {
        this.server = server;
        this.asks = asks;
        this.clock = clock;
        this.patience = patience;
        thread = Executors.newSingleThreadExecutor(runnable -> {
            Thread one = new Thread(runnable, "watch");
            one.setDaemon(true);
            return one;
        });
    }

    /** Asks, unless an answer is still awaited. */
    void ask() {
        if (pending == null) {
            askedAt = clock.instant();
            pending = thread.submit(asks::get);
        }
    }

    /**
     * Takes the answer if it comes in time; returns whether there is none to wait for any more.
     *
     * @throws CommandException if the server never answered so far: its address is likely to be wrong
     */
    boolean take(Duration atMost) throws InterruptedException {
        if (pending == null) {
            return true;
        }
        try {
            ServerView answer = pending.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            before = view;
            view = answer;
            failure = "";
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof CommandException why)) {
                throw new IllegalStateException(e.getCause());
            }
            if (view == null) {
                throw why;
            }
            failure = String.valueOf(why.getMessage());
        }
        pending = null;
        return true;
    }

    /** Whether there was an answer. */
    boolean hasView() {
        return view != null;
    }

    /** What there is to show now, after the first answer. */
    Picture picture() {
        ServerView last = view;
        if (last == null) {
            throw new IllegalStateException("nothing was answered yet");
        }
        Instant now = clock.instant();
        boolean silent = pending != null && Duration.between(askedAt, now).compareTo(patience) >= 0;
        return new Picture(
                server, now, last, before, silent && failure.isEmpty() ? "it was asked, and nothing came" : failure);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
