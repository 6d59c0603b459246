package io.tombolo.anchoring.leaf;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.anchoring.dataset.Dataset;
import io.tombolo.anchoring.probe.Probe;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Consecutive records of one log, of one bundle, that become leaves together. Filled by one thread, then hashed by another. */
final class LeafChunk {
    /** Hand-over to another thread costs about as much as hashing a few records. */
    static final int RECORDS = 128;

    private static final int BYTES = 256 << 10;

    /** A record whose bytes were not a frame of a known schema. */
    record Refused(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {}

    /** A bundle that this chunk filled. */
    record Full(long index, ByteBuffer bytes) {}

    private final Dataset dataset;
    private final LeafBatch batch;
    private final EntryMaker entries;
    private final Probe probe;
    private final LeafTraces traces;
    private final int limit;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private long bytes;
    private final List<Refused> refused = new ArrayList<>(0);
    private final List<SpanContext> traced = new ArrayList<>(0);
    private @Nullable Full full;

    /** At most {@code room} records, which is what is left of the bundle. */
    LeafChunk(Dataset dataset, LeafBatch batch, EntryMaker entries, Probe probe, LeafTraces traces, int room) {
        this.dataset = dataset;
        this.batch = batch;
        this.entries = entries;
        this.probe = probe;
        this.traces = traces;
        this.limit = Math.min(RECORDS, room);
        this.records = new ArrayList<>(limit);
    }

    /** Adds a record; true when the chunk is full, by number or by bytes. */
    boolean add(ConsumerRecord<byte[], byte[]> record) {
        records.add(record);
        bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        return records.size() == limit || bytes >= BYTES;
    }

    /** Of the keys and values. */
    long bytes() {
        return bytes;
    }

    /** Makes the leaves. The batch belongs to this thread until the chunk is taken back. */
    void hash() {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Span span = traces.begin(record);
            EntryMaker.Form form = entries.write(dataset, record, batch.buffer(), batch.entryAt());
            if (form.reason() != null) {
                refused.add(new Refused(record, form.reason(), Objects.requireNonNullElse(form.detail(), "")));
            }
            if (batch.append()) {
                full = new Full(batch.bundleIndex(), ByteBuffer.wrap(batch.bundleBytes()));
                batch.nextBundle();
            }
            if (span != null) {
                traced.add(LeafTraces.end(span, batch.range().end() - 1));
            }
            probe.at(Probe.Step.LEAF_APPENDED);
        }
    }

    List<Refused> refused() {
        return refused;
    }

    /** Spans of the records that were sampled. */
    List<SpanContext> traced() {
        return traced;
    }

    @Nullable Full full() {
        return full;
    }
}
