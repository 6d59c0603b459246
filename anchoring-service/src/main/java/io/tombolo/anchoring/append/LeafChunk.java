package io.tombolo.anchoring.append;

import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.probe.Step;
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

    /** A record whose bytes were no frame of a known schema. */
    record Refused(SourceRecord source, String reason, String detail) {}

    /** A bundle that this chunk filled. */
    record Full(long index, ByteBuffer bytes) {}

    private final PartitionLog log;
    private final EntryMaker entries;
    private final Probe probe;
    private final int limit;
    private final SourceRecord[] records;
    private int count;
    private long bytes;
    private final List<Refused> refused = new ArrayList<>(0);
    private @Nullable Full full;

    /** At most {@code room} records, which is what is left of the bundle. */
    LeafChunk(PartitionLog log, EntryMaker entries, Probe probe, int room) {
        this.log = log;
        this.entries = entries;
        this.probe = probe;
        this.limit = Math.min(RECORDS, room);
        this.records = new SourceRecord[limit];
    }

    /** Adds a record; true when the chunk is full, by number or by bytes. */
    boolean add(SourceRecord record) {
        ConsumerRecord<Object, Object> whole = Objects.requireNonNull(record.whole, "record");
        records[count] = record;
        count++;
        bytes += Math.max(0, whole.serializedKeySize()) + Math.max(0, whole.serializedValueSize());
        return count == limit || bytes >= BYTES;
    }

    /** Makes the leaves. The log's tree and bundle belong to this thread until the chunk is taken back. */
    void hash() {
        for (int i = 0; i < count; i++) {
            SourceRecord source = records[i];
            ConsumerRecord<Object, Object> whole = Objects.requireNonNull(source.whole, "record");
            EntryMaker.Form form =
                    entries.write(log.dataset, (byte[]) whole.key(), source.value, whole, log.buffer(), log.entryAt());
            if (form.reason() != null) {
                refused.add(new Refused(source, form.reason(), Objects.requireNonNullElse(form.detail(), "")));
            }
            if (log.append()) {
                full = new Full(log.bundleIndex(), ByteBuffer.wrap(log.bundleBytes()));
                log.nextBundle();
            }
            probe.at(Step.LEAF_APPENDED);
        }
    }

    List<Refused> refused() {
        return refused;
    }

    @Nullable Full full() {
        return full;
    }
}
