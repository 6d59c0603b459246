package io.tombolo.attack;

import io.tombolo.schemas.contract.Topics;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * One change to one partition's records, made once, at the first record from an offset on that allows it. Everything else passes
 * as it is, as it would with an attacker who has full rights on the broker.
 */
public final class Tampering implements RecordTap {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int partition;
    private final long fromOffset;
    private final Change change;
    private Optional<Deed> deed = Optional.empty();

    /**
     * What was done.
     *
     * @param offsets the offsets at which it shows, at least one
     * @param words for people: {@code dep_delay 2 → 3}
     */
    public record Deed(List<Long> offsets, String words) {
        public Deed {
            offsets = List.copyOf(offsets);
        }

        private static Deed at(long offset, String words) {
            return new Deed(List.of(offset), words);
        }

        /** The first of the offsets. */
        public long offset() {
            return offsets.get(0);
        }
    }

    /** Changes the list at an index, or declines. */
    private interface Change {
        Optional<Deed> at(List<ConsumerRecord<byte[], byte[]>> records, int i);
    }

    private Tampering(int partition, long fromOffset, Change change) {
        this.partition = partition;
        this.fromOffset = fromOffset;
        this.change = change;
    }

    /**
     * Gives one field of a framed Avro value another value.
     *
     * @param field a field of the value, or of the row in its {@code after}
     * @param schemas the registry's schemas by number
     */
    public static Tampering alterField(int partition, long fromOffset, String field, IntFunction<Schema> schemas) {
        return new Tampering(partition, fromOffset, (records, i) -> {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            return FieldChange.of(record.value(), field, schemas).map(changed -> {
                records.set(i, copy(record, record.offset(), record.key(), changed.bytes(), record.headers()));
                return Deed.at(record.offset(), changed.words());
            });
        });
    }

    /** Leaves one record out. */
    public static Tampering drop(int partition, long fromOffset) {
        return new Tampering(partition, fromOffset, (records, i) -> {
            ConsumerRecord<byte[], byte[]> gone = records.remove(i);
            return Optional.of(Deed.at(gone.offset(), "left out"));
        });
    }

    /** Lets a record and the next one change places: each gets the other's content, the offsets stay as they are. */
    public static Tampering swap(int partition, long fromOffset) {
        return new Tampering(partition, fromOffset, (records, i) -> {
            if (i + 1 == records.size()) {
                return Optional.empty();
            }
            ConsumerRecord<byte[], byte[]> a = records.get(i);
            ConsumerRecord<byte[], byte[]> b = records.get(i + 1);
            records.set(i, copy(a, a.offset(), b.key(), b.value(), b.headers()));
            records.set(i + 1, copy(b, b.offset(), a.key(), a.value(), a.headers()));
            return Optional.of(new Deed(List.of(a.offset(), b.offset()), "changed places with offset " + b.offset()));
        });
    }

    /** Puts in a record that was never sent: another one's content under a salt of its own, at an unused offset if there is one. */
    public static Tampering invent(int partition, long fromOffset) {
        return new Tampering(partition, fromOffset, (records, i) -> {
            ConsumerRecord<byte[], byte[]> model = records.get(i);
            int place = gapFrom(records, i);
            long offset = place < 0 ? model.offset() : records.get(place).offset() + 1;
            byte[] salt = new byte[Topics.SALT_LENGTH];
            RANDOM.nextBytes(salt);
            Headers headers = new RecordHeaders().add(Topics.SALT_HEADER, salt);
            records.add((place < 0 ? i : place) + 1, copy(model, offset, model.key(), model.value(), headers));
            return Optional.of(Deed.at(offset, "put in"));
        });
    }

    /** Delivers one record twice. */
    public static Tampering duplicate(int partition, long fromOffset) {
        return new Tampering(partition, fromOffset, (records, i) -> {
            records.add(i + 1, records.get(i));
            return Optional.of(Deed.at(records.get(i).offset(), "delivered twice"));
        });
    }

    /** What was done; empty as long as no record allowed it. */
    public synchronized Optional<Deed> deed() {
        return deed;
    }

    @Override
    public synchronized List<ConsumerRecord<byte[], byte[]>> apply(List<ConsumerRecord<byte[], byte[]>> records) {
        if (deed.isPresent() || records.isEmpty() || records.get(0).partition() != partition) {
            return records;
        }
        List<ConsumerRecord<byte[], byte[]>> changed = new ArrayList<>(records);
        for (int i = 0; i < changed.size() && deed.isEmpty(); i++) {
            if (changed.get(i).offset() >= fromOffset) {
                deed = change.at(changed, i);
            }
        }
        return changed;
    }

    /** The index of a record from {@code i} on behind which an offset is unused, -1 for none. */
    private static int gapFrom(List<ConsumerRecord<byte[], byte[]>> records, int i) {
        for (int k = i; k + 1 < records.size(); k++) {
            if (records.get(k + 1).offset() > records.get(k).offset() + 1) {
                return k;
            }
        }
        return -1;
    }

    private static ConsumerRecord<byte[], byte[]> copy(
            ConsumerRecord<byte[], byte[]> place, long offset, byte[] key, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                offset,
                place.timestamp(),
                place.timestampType(),
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                headers,
                place.leaderEpoch());
    }
}
