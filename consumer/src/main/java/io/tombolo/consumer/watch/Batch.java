package io.tombolo.consumer.watch;

import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.LastHeaders;
import io.tombolo.schemas.contract.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What is committed of one poll's records of one partition. Made on the polling thread, because headers are not safe for two; hashed
 * wherever.
 */
public final class Batch {
    private static final int SALT = 2;
    private static final int KEY_FRAME = 3;
    private static final int VALUE_FRAME = 4;
    private static final int PARTS = 5;

    private final byte[] @Nullable [] parts;
    private final long[] offsets;
    private final long[] timestamps;
    private int count;
    private long next = -1;

    /** Room for so many records. */
    public Batch(int capacity) {
        parts = new byte[PARTS * capacity][];
        offsets = new long[capacity];
        timestamps = new long[capacity];
    }

    /**
     * A poll's records.
     *
     * @param mirror whether the offsets that count are in the header {@value Mirrors#OFFSET_HEADER}
     * @param next the position behind them
     */
    public static Batch of(List<ConsumerRecord<byte[], byte[]>> records, boolean mirror, long next) {
        Batch batch = new Batch(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            batch.add(record, record.key(), record.value(), mirror);
        }
        batch.endsAt(next, mirror);
        return batch;
    }

    /** Adds a record, whose bytes are these. */
    public void add(ConsumerRecord<?, ?> record, byte @Nullable [] key, byte @Nullable [] value, boolean mirror) {
        parts[PARTS * count] = key;
        parts[PARTS * count + 1] = value;
        parts[PARTS * count + SALT] = last(record.headers(), Topics.SALT_HEADER);
        parts[PARTS * count + KEY_FRAME] = last(record.headers(), Frame.KEY_HEADER);
        parts[PARTS * count + VALUE_FRAME] = last(record.headers(), Frame.VALUE_HEADER);
        offsets[count] = mirror ? original(record) : record.offset();
        timestamps[count] = record.timestamp();
        count++;
    }

    /** Says at which position the reading is behind these records. In a mirror, that is behind the last one's original offset. */
    public void endsAt(long position, boolean mirror) {
        if (!mirror) {
            next = position;
            return;
        }
        for (int i = 0; i < count; i++) {
            next = Math.max(next, offsets[i] + 1);
        }
    }

    /** A mirrored record that does not say where it stood is taken for the next one: the log knows whether it is. */
    private long original(ConsumerRecord<?, ?> record) {
        long named = Mirrors.originalOffset(record);
        return named != Mirrors.NONE ? named : count == 0 ? 0 : offsets[count - 1] + 1;
    }

    /** The first record's offset; there must be one. */
    public long first() {
        return offsets[0];
    }

    public int count() {
        return count;
    }

    /** The position behind them, -1 for unknown. */
    long next() {
        return next;
    }

    byte @Nullable [] key(int i) {
        return parts[PARTS * i];
    }

    byte @Nullable [] value(int i) {
        return parts[PARTS * i + 1];
    }

    /** What a committer asks of a record's headers. */
    LastHeaders headers(int i) {
        return name -> switch (name) {
            case Topics.SALT_HEADER -> parts[PARTS * i + SALT];
            case Frame.KEY_HEADER -> parts[PARTS * i + KEY_FRAME];
            case Frame.VALUE_HEADER -> parts[PARTS * i + VALUE_FRAME];
            default -> throw new IllegalStateException("header " + name + " is not kept");
        };
    }

    private static byte @Nullable [] last(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    long offset(int i) {
        return offsets[i];
    }

    long timestamp(int i) {
        return timestamps[i];
    }
}
