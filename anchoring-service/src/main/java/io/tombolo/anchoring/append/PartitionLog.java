package io.tombolo.anchoring.append;

import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.anchoring.dataset.Dataset;
import io.tombolo.anchoring.leaf.LeafBatch;
import io.tombolo.anchoring.leaf.LeafQueue;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.contract.SealedBatch;
import io.tombolo.tracing.Traced;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The log of one dataset partition as it grows: about 17 KiB with its {@link LeafBatch}. The stream thread claims leaves, a hashing
 * thread makes them; seal and save want all of them made ({@link LeafQueue#drain()}).
 *
 * <p>Leaves are appended to the open batch's range alone and join the whole at the seal, so that each node is hashed once and the
 * batch's range is at hand for the anchorer's consistency proofs.
 */
final class PartitionLog {
    final Dataset dataset;
    final int partition;
    final Uuid topicId;
    final int generation;
    final String origin;

    private final CompactRange sealed;
    private final LeafBatch leaves;
    private long claimed;
    private long nextOffset;
    private long batchFirstOffset = -1;
    private long batchOpenedAt = -1;
    private long halted = -1;
    private boolean dirty;
    private @Nullable Traced traced;
    private long lastReadAt = -1;
    private long askedForGapAt;

    private PartitionLog(
            Dataset dataset, int partition, Uuid topicId, int generation, CompactRange sealed, LeafBatch leaves) {
        this.dataset = dataset;
        this.partition = partition;
        this.topicId = topicId;
        this.generation = generation;
        this.origin = dataset.id().origin(partition, generation);
        this.sealed = sealed;
        this.leaves = leaves;
    }

    static PartitionLog begin(Dataset dataset, int partition, Uuid topicId, int generation) {
        LeafBatch leaves = new LeafBatch(CompactRange.empty(), ByteBuffer.allocate(0));
        return new PartitionLog(dataset, partition, topicId, generation, CompactRange.empty(), leaves);
    }

    static PartitionLog resume(Dataset dataset, int partition, PartitionState state) {
        PartitionLog log = new PartitionLog(
                dataset, partition, state.topicId(), state.generation(), state.sealed(), leaves(state));
        log.claimed = state.batch().end();
        log.nextOffset = state.nextOffset();
        log.batchFirstOffset = state.batchFirstOffset();
        log.batchOpenedAt = state.batchOpenedAt();
        log.halted = state.halted();
        return log;
    }

    private static LeafBatch leaves(PartitionState state) {
        if (state.sealed().end() != state.batch().begin()) {
            throw new IllegalStateException(
                    "state of " + state.dataset() + ": " + state.sealed() + ", then " + state.batch());
        }
        try {
            return new LeafBatch(state.batch(), state.bundle());
        } catch (IllegalStateException e) {
            throw new IllegalStateException("state of " + state.dataset() + ": " + e.getMessage(), e);
        }
    }

    /** The open batch; no leaf is missing in it after {@link LeafQueue#drain()}. */
    LeafBatch leaves() {
        return leaves;
    }

    /** A record is going to be the next leaf: all that is to be known before it is hashed. By the stream thread. */
    void claim(long offset, long now) {
        if (batchFirstOffset < 0) {
            batchFirstOffset = offset;
            batchOpenedAt = now;
        }
        claimed++;
        nextOffset = offset + 1;
        lastReadAt = now;
        dirty = true;
    }

    /** A sampled record is in the open batch. */
    void traced(SpanContext span) {
        Traced known = traced;
        if (known == null) {
            known = new Traced();
            traced = known;
        }
        known.add(span);
    }

    /** The sampled records of the open batch, once; null for none. */
    @Nullable Traced takeTraced() {
        Traced known = traced;
        traced = null;
        return known;
    }

    /** Joins the open batch to the whole; returns the batch's range. */
    CompactRange seal() {
        refuseUnhashed();
        CompactRange range = leaves.next();
        sealed.append(range);
        batchFirstOffset = -1;
        batchOpenedAt = -1;
        dirty = true;
        return range;
    }

    /** What is published of a batch that was just sealed. */
    SealedBatch published(CompactRange range, long firstOffset, long now, String note) {
        TreeHead head = sealed.head();
        return new SealedBatch(
                origin,
                dataset.id().organisation(),
                dataset.id().name(),
                dataset.topic(),
                partition,
                range.begin(),
                head.size(),
                head.root(),
                firstOffset,
                nextOffset - 1,
                Instant.ofEpochMilli(now),
                note);
    }

    /** Stops the log permanently at this offset. */
    void halt(long offset) {
        halted = offset;
        dirty = true;
    }

    boolean isHalted() {
        return halted >= 0;
    }

    CompactRange sealed() {
        return sealed;
    }

    /** Leaves, those included that are claimed but not hashed yet. */
    long size() {
        return claimed;
    }

    long batchLeaves() {
        return claimed - sealed.end();
    }

    long nextOffset() {
        return nextOffset;
    }

    long batchFirstOffset() {
        return batchFirstOffset;
    }

    long batchOpenedAt() {
        return batchOpenedAt;
    }

    /** Whether this process read a record of it. */
    boolean wasRead() {
        return lastReadAt >= 0;
    }

    /** Wall-clock time of the last record that this process read, ms; -1 for none. */
    long lastReadAt() {
        return lastReadAt;
    }

    long askedForGapAt() {
        return askedForGapAt;
    }

    void asksForGap(long now) {
        askedForGapAt = now;
    }

    /** Whether anything changed since the last {@link #save()}. */
    boolean isDirty() {
        return dirty;
    }

    byte[] save() {
        refuseUnhashed();
        dirty = false;
        return PartitionState.encode(
                dataset.id(),
                topicId,
                generation,
                nextOffset,
                batchFirstOffset,
                batchOpenedAt,
                halted,
                sealed,
                leaves.range(),
                leaves.bundleBytes());
    }

    /** How far it is, for the status. */
    StatusBoard.LogProgress progress(int stateBytes) {
        return new StatusBoard.LogProgress(
                dataset.id(), origin, dataset.topic(), partition, claimed, sealed.end(), batchOpenedAt, stateBytes);
    }

    private void refuseUnhashed() {
        long hashed = leaves.range().end();
        if (hashed != claimed) {
            throw new IllegalStateException(
                    "log " + origin + ": " + (claimed - hashed) + " records are not hashed yet");
        }
    }
}
