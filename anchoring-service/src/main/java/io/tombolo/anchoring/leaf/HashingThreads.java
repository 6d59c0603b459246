package io.tombolo.anchoring.leaf;

import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.tracing.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that hash beside the stream threads. Each task keeps to one of them, so that its leaves stay in order. */
public final class HashingThreads implements AutoCloseable {
    private final List<ExecutorService> threads = new ArrayList<>();

    private final SchemaHashes schemas;
    private final Probe probe;
    private final LeafTraces traces;

    /**
     * Starts the threads.
     *
     * @param count 0: the stream threads hash themselves
     */
    public HashingThreads(int count, SchemaHashes schemas, StatusBoard status, Probe probe, Tracing tracing) {
        this.schemas = new PatientSchemas(schemas, status);
        this.probe = probe;
        this.traces = new LeafTraces(tracing);
        for (int i = 0; i < count; i++) {
            String name = "hashing-" + i;
            threads.add(Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            }));
        }
    }

    /** For the task of this partition number. */
    public LeafQueue.Maker ofTask(int partition) {
        Executor thread = threads.isEmpty() ? Runnable::run : threads.get(partition % threads.size());
        return new LeafQueue.Maker(new CommittedEntryMaker(schemas), thread, probe, traces);
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdownNow);
    }
}
