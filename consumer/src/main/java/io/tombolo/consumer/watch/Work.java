package io.tombolo.consumer.watch;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs what belongs to the watches, one thing at a time: on the thread that reads, or on one of its own behind it. */
final class Work implements AutoCloseable {
    /** How many polls may wait to be hashed before the reading thread does. More would only keep more records in memory. */
    private static final int BEHIND = 4;

    private static final long ANSWER_SECONDS = 5;

    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final @Nullable ThreadPoolExecutor own;

    Work(Hashing hashing) {
        own = hashing == Hashing.POLLING_THREAD ? null : executor();
    }

    private static ThreadPoolExecutor executor() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(BEHIND),
                task -> Threads.daemon(task, "tombolo-hashing"),
                (task, executor) -> {
                    if (executor.isShutdown()) {
                        return;
                    }
                    try {
                        executor.getQueue().put(task);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new RejectedExecutionException("interrupted while hashing was behind", e);
                    }
                });
    }

    /** From the reading thread: done now, or behind what waits already. */
    void fromReader(Runnable task) {
        if (own == null) {
            task.run();
        } else {
            own.execute(task);
        }
    }

    /** Whether the other thread has so much to do that the reading thread would have to wait. */
    boolean isBehind() {
        return own != null && own.getQueue().remainingCapacity() == 0;
    }

    /** From any other thread. */
    void fromElsewhere(Runnable task) {
        if (own == null) {
            inbox.add(task);
        } else {
            own.execute(task);
        }
    }

    /** On the reading thread: does what others left for it. */
    void catchUp() {
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            task.run();
        }
    }

    /** From the reading thread: an answer that takes into account all that was given before; the other one if that takes too long. */
    <T> T answer(Supplier<T> question, T otherwise) {
        if (own == null) {
            return question.get();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        own.execute(() -> answer.complete(question.get()));
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        if (own != null) {
            own.shutdownNow();
        }
    }
}
