package io.tombolo.anchoring.append;

import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.DatasetId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What is saved of a partition's log at each commit, and all that it needs to continue.
 *
 * @param dataset the dataset that the log was begun for; null in the state of a version that did not note it
 * @param topicId Kafka's id of the topic that the offsets belong to
 * @param generation 1, and one more each time that the topic was deleted and made again
 * @param nextOffset one past the last record that has a leaf; 0 before the first
 * @param batchFirstOffset offset of the open batch's first leaf; -1 when none is open
 * @param batchOpenedAt wall-clock time of the open batch's first leaf, ms; -1 when none is open
 * @param halted offset at which the log stopped permanently because its records contradict it; -1 while all is well
 * @param sealed leaves {@code [0, sealed size)}
 * @param batch leaves {@code [sealed size, size)}
 * @param bundle the entries of the last bundle, while it isn't full, as in the bundle: each with its u16 length
 */
record PartitionState(
        @Nullable DatasetId dataset,
        Uuid topicId,
        int generation,
        long nextOffset,
        long batchFirstOffset,
        long batchOpenedAt,
        long halted,
        CompactRange sealed,
        CompactRange batch,
        ByteBuffer bundle) {
    private static final byte FORMAT = 2;
    private static final byte WITHOUT_DATASET = 1;

    static byte[] encode(
            DatasetId dataset,
            Uuid topicId,
            int generation,
            long nextOffset,
            long batchFirstOffset,
            long batchOpenedAt,
            long halted,
            CompactRange sealed,
            CompactRange batch,
            byte[] bundle) {
        byte[] name = dataset.toString().getBytes(StandardCharsets.UTF_8);
        byte[] whole = sealed.serialise();
        byte[] part = batch.serialise();
        return ByteBuffer.allocate(
                        1 + 4 + name.length + 16 + 4 + 4 * 8 + 4 + whole.length + 4 + part.length + 4 + bundle.length)
                .put(FORMAT)
                .putInt(name.length)
                .put(name)
                .putLong(topicId.getMostSignificantBits())
                .putLong(topicId.getLeastSignificantBits())
                .putInt(generation)
                .putLong(nextOffset)
                .putLong(batchFirstOffset)
                .putLong(batchOpenedAt)
                .putLong(halted)
                .putInt(whole.length)
                .put(whole)
                .putInt(part.length)
                .put(part)
                .putInt(bundle.length)
                .put(bundle)
                .array();
    }

    static PartitionState decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte format = in.get();
            if (format != FORMAT && format != WITHOUT_DATASET) {
                throw new IllegalStateException("state of a partition: format " + format + ", limit " + FORMAT);
            }
            PartitionState state = new PartitionState(
                    format == WITHOUT_DATASET ? null : DatasetId.parse(new String(take(in), StandardCharsets.UTF_8)),
                    new Uuid(in.getLong(), in.getLong()),
                    in.getInt(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    CompactRange.restore(take(in)),
                    CompactRange.restore(take(in)),
                    ByteBuffer.wrap(take(in)).asReadOnlyBuffer());
            if (in.hasRemaining()) {
                throw new IllegalStateException("state of a partition: " + in.remaining() + " bytes too many");
            }
            return state;
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("state of a partition: cut off at " + bytes.length + " bytes", e);
        }
    }

    private static byte[] take(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalStateException(
                    "state of a partition: a part of " + length + " bytes, " + in.remaining() + " left");
        }
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }
}
