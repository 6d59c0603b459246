package io.tombolo.anchoring.append;

import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.merkle.CompactRange;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.Uuid;

/**
 * The log of one dataset partition as it grows: about 17 KiB. The stream thread claims leaves, a hashing thread makes them; seal and
 * save want all of them made ({@link LeafQueue#drain()}).
 *
 * <p>Leaves are appended to the open batch's range alone and join the whole at the seal, so that each node is hashed once and the
 * batch's range is at hand for the anchorer's consistency proofs.
 */
final class PartitionLog {
    /** Entries per bundle (C2SP tlog-tiles). */
    static final int BUNDLE_ENTRIES = 256;

    static final int ENTRY = 50;
    private static final int FRAMED = 2 + ENTRY;

    final Dataset dataset;
    final int partition;
    final Uuid topicId;
    final int generation;
    final String origin;

    private CompactRange sealed;
    private CompactRange batch;
    private final byte[] bundle = new byte[BUNDLE_ENTRIES * FRAMED];
    private int entries;
    private long claimed;
    private long nextOffset;
    private long batchFirstOffset = -1;
    private long batchOpenedAt = -1;
    private long halted = -1;
    private boolean dirty;
    private long lastReadAt = -1;
    private long askedForGapAt;

    private PartitionLog(Dataset dataset, int partition, Uuid topicId, int generation) {
        this.dataset = dataset;
        this.partition = partition;
        this.topicId = topicId;
        this.generation = generation;
        this.origin = dataset.id().origin(partition, generation);
        this.sealed = CompactRange.empty();
        this.batch = CompactRange.empty();
        for (int i = 0; i < BUNDLE_ENTRIES; i++) {
            bundle[i * FRAMED + 1] = ENTRY;
        }
    }

    static PartitionLog begin(Dataset dataset, int partition, Uuid topicId, int generation) {
        return new PartitionLog(dataset, partition, topicId, generation);
    }

    static PartitionLog resume(Dataset dataset, int partition, PartitionState state) {
        PartitionLog log = new PartitionLog(dataset, partition, state.topicId(), state.generation());
        log.sealed = state.sealed();
        log.batch = state.batch();
        ByteBuffer saved = state.bundle().duplicate();
        log.entries = saved.remaining() / FRAMED;
        if (saved.remaining() % FRAMED != 0
                || log.entries != log.batch.end() % BUNDLE_ENTRIES
                || log.sealed.end() != log.batch.begin()) {
            throw new IllegalStateException("state of " + log.origin + ": " + log.entries + " entries open, "
                    + log.sealed + ", then " + log.batch);
        }
        saved.get(log.bundle, 0, saved.remaining());
        log.claimed = log.batch.end();
        log.nextOffset = state.nextOffset();
        log.batchFirstOffset = state.batchFirstOffset();
        log.batchOpenedAt = state.batchOpenedAt();
        log.halted = state.halted();
        return log;
    }

    /** The buffer to write the next entry into, at {@link #entryAt()}. */
    byte[] buffer() {
        return bundle;
    }

    int entryAt() {
        return entries * FRAMED + 2;
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

    /** Entries that the bundle had room for before the last claim. */
    int roomBeforeLastClaim() {
        return BUNDLE_ENTRIES - (int) ((claimed - 1) % BUNDLE_ENTRIES);
    }

    /** Appends the entry that is at {@link #entryAt()}; true when its bundle is full now. By the hashing thread. */
    boolean append() {
        batch.append(bundle, entryAt(), ENTRY);
        entries++;
        return entries == BUNDLE_ENTRIES;
    }

    /** The last bundle as far as it is filled. */
    byte[] bundleBytes() {
        return Arrays.copyOf(bundle, entries * FRAMED);
    }

    /** Index of the bundle that {@link #bundleBytes()} holds. */
    long bundleIndex() {
        return (batch.end() - entries) / BUNDLE_ENTRIES;
    }

    int openEntries() {
        return entries;
    }

    /** Begins the next bundle after a full one was written out. */
    void nextBundle() {
        if (entries != BUNDLE_ENTRIES) {
            throw new IllegalStateException("bundle of " + origin + ": " + entries + " entries, must be full");
        }
        entries = 0;
    }

    /** Joins the open batch to the whole; returns the batch's range. */
    CompactRange seal() {
        refuseUnhashed();
        CompactRange range = batch;
        sealed.append(range);
        batch = CompactRange.emptyAt(sealed.end());
        batchFirstOffset = -1;
        batchOpenedAt = -1;
        dirty = true;
        return range;
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
        return claimed - batch.begin();
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
                batch,
                bundle,
                entries * FRAMED);
    }

    /** How far it is, for the status. */
    StatusBoard.LogProgress progress(int stateBytes) {
        return new StatusBoard.LogProgress(
                dataset.id(), origin, dataset.topic(), partition, claimed, sealed.end(), batchOpenedAt, stateBytes);
    }

    private void refuseUnhashed() {
        if (batch.end() != claimed) {
            throw new IllegalStateException(
                    "log " + origin + ": " + (claimed - batch.end()) + " records are not hashed yet");
        }
    }
}
