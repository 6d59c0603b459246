package io.tombolo.consumer.watch;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the read side is asked: about each log one question at a time, about different logs at the same time. A log whose answers do
 * not come holds its own lane's thread and no other.
 */
final class Asking implements AutoCloseable {
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> Threads.daemon(task, "tombolo-asking-clock"));
    private final ExecutorService threads =
            Executors.newCachedThreadPool(task -> Threads.daemon(task, "tombolo-asking"));

    /** Calls again and again, whatever became of the last call. */
    void every(long millis, Runnable round) {
        var unused = clock.scheduleWithFixedDelay(round, millis, millis, TimeUnit.MILLISECONDS);
    }

    Lane lane() {
        return new Lane();
    }

    /** The questions about one log, in the order in which they came. */
    final class Lane implements Executor {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean busy;

        /** @throws java.util.concurrent.RejectedExecutionException when all asking has ended */
        @Override
        public void execute(Runnable question) {
            synchronized (waiting) {
                if (!busy) {
                    threads.execute(this::run);
                    busy = true;
                }
                waiting.add(question);
            }
        }

        /** Asks, unless something is being asked already. */
        void executeIfIdle(Runnable question) {
            synchronized (waiting) {
                if (!busy) {
                    execute(question);
                }
            }
        }

        private void run() {
            for (Runnable next = next(); next != null; next = next()) {
                try {
                    next.run();
                } catch (RuntimeException | Error e) {
                    // A question that fails must not end those behind it.
                    Thread asking = Thread.currentThread();
                    asking.getUncaughtExceptionHandler().uncaughtException(asking, e);
                }
            }
        }

        private @Nullable Runnable next() {
            synchronized (waiting) {
                busy = !waiting.isEmpty();
                return waiting.poll();
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        threads.shutdownNow();
    }
}
