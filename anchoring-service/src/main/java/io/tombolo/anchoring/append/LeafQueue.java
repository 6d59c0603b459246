package io.tombolo.anchoring.append;

import io.tombolo.anchoring.probe.Probe;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of one log on their way to the hashing thread and back, in order. For the stream thread alone; what comes of the chunks
 * is passed to the sink on it too, as only that thread may write to the transaction.
 */
final class LeafQueue {
    /** Chunks in flight: enough to keep both threads busy, few enough to bound memory. */
    private static final int CHUNKS = 16;

    private final PartitionLog log;
    private final EntryMaker entries;
    private final Executor thread;
    private final Consumer<LeafChunk> sink;
    private final Probe probe;
    private final Deque<CompletableFuture<LeafChunk>> flying = new ArrayDeque<>();
    private @Nullable LeafChunk filling;

    LeafQueue(PartitionLog log, EntryMaker entries, Executor thread, Consumer<LeafChunk> sink, Probe probe) {
        this.log = log;
        this.entries = entries;
        this.thread = thread;
        this.sink = sink;
        this.probe = probe;
    }

    /** The next record of the log, already claimed in it. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        LeafChunk chunk = filling;
        if (chunk == null) {
            chunk = new LeafChunk(log, entries, probe, log.roomBeforeLastClaim());
            filling = chunk;
        }
        if (chunk.add(record)) {
            send(chunk);
            CompletableFuture<LeafChunk> first = flying.peek();
            while (first != null && (first.isDone() || flying.size() > CHUNKS)) {
                sink.accept(take(flying.remove()));
                first = flying.peek();
            }
        }
    }

    /** Waits until every record is a leaf and the sink has seen it. */
    void drain() {
        LeafChunk chunk = filling;
        if (chunk != null) {
            send(chunk);
        }
        while (!flying.isEmpty()) {
            sink.accept(take(flying.remove()));
        }
    }

    private void send(LeafChunk chunk) {
        filling = null;
        flying.add(HashingThreads.hash(thread, chunk));
    }

    private static LeafChunk take(CompletableFuture<LeafChunk> hashed) {
        try {
            return hashed.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
