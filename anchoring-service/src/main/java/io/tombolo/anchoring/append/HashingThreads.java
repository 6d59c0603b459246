package io.tombolo.anchoring.append;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that hash beside the stream threads. Each task keeps to one of them, so that its leaves stay in order. */
final class HashingThreads implements AutoCloseable {
    private final List<ExecutorService> threads = new ArrayList<>();

    /** {@code count} 0: the stream threads hash themselves. */
    HashingThreads(int count) {
        for (int i = 0; i < count; i++) {
            String name = "hashing-" + i;
            threads.add(Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            }));
        }
    }

    /** The thread for this partition number; the caller's own when there is none. */
    Executor of(int partition) {
        return threads.isEmpty() ? Runnable::run : threads.get(partition % threads.size());
    }

    /** Runs it on that thread; what it throws is thrown by the future. */
    static CompletableFuture<LeafChunk> hash(Executor thread, LeafChunk chunk) {
        return CompletableFuture.supplyAsync(
                () -> {
                    chunk.hash();
                    return chunk;
                },
                thread);
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdownNow);
    }
}
