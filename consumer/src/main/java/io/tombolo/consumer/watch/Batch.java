package io.tombolo.consumer.watch;

import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.LastHeaders;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.serde.KafkaHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is committed of one poll's records of one partition. Made on the polling thread, because headers are not safe for two; hashed
 * wherever.
 */
public final class Batch {
    private final byte[] @Nullable [] keys;
    private final byte[] @Nullable [] values;
    private final byte[] @Nullable [] salts;
    private final long[] offsets;
    private final long[] timestamps;
    private final boolean framedKeys;
    private final boolean framedValues;
    private final KafkaHeaders kafkaHeaders = new KafkaHeaders();
    private final LastHeadersOfOne headers = new LastHeadersOfOne();
    /** Only there once a record has a frame in its headers. */
    private byte @Nullable [] @Nullable [] keyFrames;

    private byte @Nullable [] @Nullable [] valueFrames;
    private byte @Nullable [] entries;
    /** Makes each entry as its record is added, as long as the registry answers. */
    private @Nullable Committer ahead;

    private byte @Nullable [] madeAhead;
    private int count;
    private long next = -1;

    /** Room for so many records. A part that is not framed Avro has no frame in the headers either. */
    public Batch(int capacity, PartFormat keyFormat, PartFormat valueFormat) {
        framedKeys = keyFormat == PartFormat.AVRO;
        framedValues = valueFormat == PartFormat.AVRO;
        keys = new byte[capacity][];
        values = new byte[capacity][];
        salts = new byte[capacity][];
        offsets = new long[capacity];
        timestamps = new long[capacity];
    }

    /**
     * Makes each entry as its record is added, while the record's bytes are near the processor, instead of in a second pass: for a thread
     * that would make them anyway. Before the first record.
     *
     * @param committer the calling thread's own
     */
    public Batch makingEntries(Committer committer) {
        ahead = committer;
        madeAhead = new byte[offsets.length * Entry.LENGTH];
        return this;
    }

    /** Adds a record, whose bytes are these. */
    public void add(ConsumerRecord<?, ?> record, byte @Nullable [] key, byte @Nullable [] value, boolean mirror) {
        keys[count] = key;
        values[count] = value;
        kafkaHeaders.of(record.headers());
        salts[count] = kafkaHeaders.value(Topics.SALT_HEADER);
        if (framedKeys) {
            keyFrames = with(keyFrames, kafkaHeaders.value(Frame.KEY_HEADER));
        }
        if (framedValues) {
            valueFrames = with(valueFrames, kafkaHeaders.value(Frame.VALUE_HEADER));
        }
        offsets[count] = mirror ? original(record) : record.offset();
        timestamps[count] = record.timestamp();
        count++;
        if (ahead != null && madeAhead != null) {
            makeLast(ahead, madeAhead);
        }
    }

    private void makeLast(Committer committer, byte[] made) {
        try {
            writeEntry(count - 1, committer, made, (count - 1) * Entry.LENGTH);
            if (count == offsets.length) {
                entries = made;
            }
        } catch (RegistryException e) {
            // All of them later, when it is asked again.
            ahead = null;
            madeAhead = null;
        }
    }

    private byte @Nullable [] @Nullable [] with(byte @Nullable [] @Nullable [] frames, byte @Nullable [] frame) {
        if (frame == null) {
            return frames;
        }
        byte[] @Nullable [] known = frames == null ? new byte[offsets.length][] : frames;
        known[count] = frame;
        return known;
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

    /** A mirrored record that does not say where it was is taken for the next one: the log knows whether it is. */
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

    /** Bytes of key and value. */
    int size(int i) {
        byte[] key = keys[i];
        byte[] value = values[i];
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }

    /** The offset that verification uses. */
    public long offset(int i) {
        return offsets[i];
    }

    /**
     * Writes a record's entry.
     *
     * @throws io.tombolo.schemas.registry.RegistryException when the registry does not answer about a new schema
     */
    void writeEntry(int i, Committer committer, byte[] out, int at) {
        headers.of = i;
        committer.entry(keys[i], values[i], headers, offsets[i], timestamps[i], out, at);
    }

    /** Makes the entries ahead of their use, unless the registry is silent: then the caller may ask again. */
    public void makeEntries(Committer committer) {
        try {
            var unused = entries(committer);
        } catch (RegistryException e) {
            entries = null;
        }
    }

    /**
     * The entries side by side, made ahead or now.
     *
     * @throws io.tombolo.schemas.registry.RegistryException when the registry does not answer about a new schema
     */
    public byte[] entries(Committer committer) {
        byte[] made = entries;
        if (made == null) {
            made = new byte[count * Entry.LENGTH];
            for (int i = 0; i < count; i++) {
                writeEntry(i, committer, made, i * Entry.LENGTH);
            }
            entries = made;
        }
        return made;
    }

    /** The entries side by side, if they were made. */
    byte @Nullable [] entries() {
        return entries;
    }

    /** What a committer asks of one record's headers. One for all records, so that none costs an object. */
    private final class LastHeadersOfOne implements LastHeaders {
        private int of;

        @Override
        public byte @Nullable [] value(String name) {
            return switch (name) {
                case Topics.SALT_HEADER -> salts[of];
                case Frame.KEY_HEADER -> keyFrames == null ? null : keyFrames[of];
                case Frame.VALUE_HEADER -> valueFrames == null ? null : valueFrames[of];
                default -> throw new IllegalStateException("header " + name + " is not kept");
            };
        }
    }
}
