package io.tombolo.anchoring.leaf;

import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.anchoring.dataset.Dataset;
import io.tombolo.anchoring.probe.Probe;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of one log on their way to the hashing thread and back, in order. For the stream thread alone; what comes of the chunks
 * is passed to the sink on it too, as only that thread may write to the transaction.
 */
public final class LeafQueue {
    /**
     * Records in flight, in chunks, and their bytes: what the hashing thread has to do while the stream thread waits for the broker and parses a
     * poll, few enough to bound memory.
     */
    private static final int CHUNKS = 128;

    private static final long BYTES = 4L << 20;

    private final Maker maker;
    private final Dataset dataset;
    private final LeafBatch batch;
    private final Sink sink;
    private final Deque<Flying> flying = new ArrayDeque<>();
    private long flyingBytes;
    private @Nullable LeafChunk filling;
    private long next;

    private LeafQueue(Maker maker, Dataset dataset, LeafBatch batch, Sink sink) {
        this.maker = maker;
        this.dataset = dataset;
        this.batch = batch;
        this.sink = sink;
        this.next = batch.range().end();
    }

    /** A chunk at the hashing thread, and the bytes of its records. */
    private record Flying(CompletableFuture<LeafChunk> hashed, long bytes) {}

    /** What comes of the records. Called by the stream thread, in the records' order. */
    public interface Sink {
        /** The bytes were not a frame of a known schema; the record has a leaf all the same. */
        void refused(ConsumerRecord<byte[], byte[]> record, String reason, String detail);

        /** A sampled record became a leaf. */
        void traced(SpanContext span);

        /** A bundle is full. */
        void filled(long index, byte[] bundle);
    }

    /** Makes the queues of one task, whose leaves one thread hashes. */
    public static final class Maker {
        private final EntryMaker entries;
        private final Executor thread;
        private final Probe probe;
        private final LeafTraces traces;

        Maker(EntryMaker entries, Executor thread, Probe probe, LeafTraces traces) {
            this.entries = entries;
            this.thread = thread;
            this.probe = probe;
            this.traces = traces;
        }

        /** The one queue of a batch's log. */
        public LeafQueue queue(Dataset dataset, LeafBatch batch, Sink sink) {
            return new LeafQueue(this, dataset, batch, sink);
        }

        private LeafChunk chunk(Dataset dataset, LeafBatch batch, long from) {
            int room = LeafBatch.BUNDLE_ENTRIES - (int) (from % LeafBatch.BUNDLE_ENTRIES);
            return new LeafChunk(dataset, batch, entries, probe, traces, room);
        }

        private CompletableFuture<LeafChunk> hash(LeafChunk chunk) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        chunk.hash();
                        return chunk;
                    },
                    thread);
        }
    }

    /** The next record of the log, which the log has claimed. */
    public void add(ConsumerRecord<byte[], byte[]> record) {
        LeafChunk chunk = filling;
        if (chunk == null) {
            chunk = maker.chunk(dataset, batch, next);
            filling = chunk;
        }
        next++;
        if (chunk.add(record)) {
            send(chunk);
            passDone();
            while (flying.size() > CHUNKS || flyingBytes > BYTES) {
                awaitHalf();
                passDone();
            }
        }
    }

    /** One wait for half of the chunks: a wait for each of them would wake the stream thread for the room of a few records. */
    private void awaitHalf() {
        Iterator<Flying> chunks = flying.iterator();
        for (int before = flying.size() / 2; before > 0; before--) {
            chunks.next();
        }
        take(chunks.next().hashed());
    }

    private void passDone() {
        Flying first = flying.peek();
        while (first != null && first.hashed().isDone()) {
            passFirst();
            first = flying.peek();
        }
    }

    private void passFirst() {
        Flying first = flying.remove();
        flyingBytes -= first.bytes();
        pass(take(first.hashed()));
    }

    /** Waits until every record is a leaf and the sink has seen it. */
    public void drain() {
        LeafChunk chunk = filling;
        if (chunk != null) {
            send(chunk);
        }
        Flying last = flying.peekLast();
        if (last != null) {
            take(last.hashed());
        }
        while (!flying.isEmpty()) {
            passFirst();
        }
    }

    private void pass(LeafChunk chunk) {
        for (LeafChunk.Refused refused : chunk.refused()) {
            sink.refused(refused.record(), refused.reason(), refused.detail());
        }
        chunk.traced().forEach(sink::traced);
        LeafChunk.Full full = chunk.full();
        if (full != null) {
            sink.filled(full.index(), full.bytes().array());
        }
    }

    private void send(LeafChunk chunk) {
        filling = null;
        flying.add(new Flying(maker.hash(chunk), chunk.bytes()));
        flyingBytes += chunk.bytes();
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
