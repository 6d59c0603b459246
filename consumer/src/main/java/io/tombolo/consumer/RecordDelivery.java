package io.tombolo.consumer;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.watch.Watches;
import io.tombolo.schemas.opening.OpensFields;
import io.tombolo.verification.stream.Finding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.RecordDeserializationException.DeserializationExceptionOrigin;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands held records over to the application when they have reached their level, deserialised, marked or left out. */
final class RecordDelivery<K, V> {
    /** Header of a record that is delivered though it was refused, with the refusal's name. */
    static final String VERDICT_HEADER = "tombolo-verdict";

    private static final Logger LOG = LoggerFactory.getLogger(RecordDelivery.class);
    private static final long NOTHING = -1;

    private final Deserializer<K> keys;
    private final Deserializer<V> values;
    private final boolean areBytes;
    private final Optional<OpensFields> opening;
    private final VerificationConfig config;
    private final VerdictListener listener;
    private final HeldRecords held;
    private final Watches watches;
    private final int mostAtOnce;
    private final Map<TopicPartition, Long> mayGo = new HashMap<>();
    private boolean hasMore;

    /** @param mostAtOnce how many records one poll may return */
    RecordDelivery(
            Deserializer<K> keys,
            Deserializer<V> values,
            VerificationConfig config,
            HeldRecords held,
            Watches watches,
            int mostAtOnce) {
        this.keys = keys;
        this.values = values;
        this.areBytes = keys instanceof ByteArrayDeserializer && values instanceof ByteArrayDeserializer;
        this.opening = values instanceof OpensFields opens ? Optional.of(opens) : Optional.empty();
        this.config = config;
        this.listener = config.listener().and(watches.metrics());
        this.held = held;
        this.watches = watches;
        this.mostAtOnce = mostAtOnce;
    }

    /** Sees how much can go: what reaches its level later waits for the next look, so that verdicts can be reported before records go. */
    void look() {
        mayGo.clear();
        if (config.delivery().holds()) {
            held.partitions()
                    .forEach(at ->
                            mayGo.put(at, watches.reached(at, config.delivery().level())));
        }
    }

    /**
     * What could go at the last {@link #look}, as many records as one poll may return.
     *
     * @param paused partitions of which the application wants nothing now
     * @throws TimeoutException when nothing can, and something has been held for longer than the application's patience
     * @throws RecordDeserializationException when the first record of all can't be deserialised; it is held until it is passed by
     *     with {@code seek}
     */
    Map<TopicPartition, List<ConsumerRecord<K, V>>> release(Set<TopicPartition> paused) {
        Map<TopicPartition, List<ConsumerRecord<K, V>>> released = new HashMap<>();
        RuntimeException failed = null;
        int room = mostAtOnce;
        for (TopicPartition at : held.partitions()) {
            if (room == 0 || paused.contains(at)) {
                continue;
            }
            List<ConsumerRecord<K, V>> records = new ArrayList<>(Math.min(room, held.size(at)));
            try {
                release(at, records, room);
            } catch (RuntimeException e) {
                failed = e; // What went before it goes; it comes again at the next poll.
            }
            if (!records.isEmpty()) {
                released.put(at, records);
                room -= records.size();
            }
        }
        hasMore = room == 0;
        if (failed != null && released.isEmpty()) {
            throw failed;
        }
        if (released.isEmpty() && config.delivery().holds()) {
            refuseToWaitLonger(paused);
        }
        return released;
    }

    /** Whether the last release had to leave records that might go. */
    boolean hasMore() {
        return hasMore;
    }

    private void release(TopicPartition at, List<ConsumerRecord<K, V>> into, int room) {
        boolean holds = config.delivery().holds() && watches.isWatched(at);
        long upTo = holds ? mayGo.getOrDefault(at, NOTHING) : Long.MAX_VALUE;
        while (into.size() < room && held.holds(at)) {
            HeldRecords.Polled oldest = held.oldest(at);
            int count = Math.min(oldest.size(), room - into.size());
            if (holds) {
                count = countUpTo(upTo, oldest, count);
            }
            if (count == 0) {
                return;
            }
            if (areBytes && !holds) {
                pass(oldest.records().subList(0, count), into);
                held.drop(at, count);
            } else {
                deliver(at, oldest, count, holds, into);
            }
        }
    }

    private static int countUpTo(long upTo, HeldRecords.Polled records, int most) {
        int count = 0;
        while (count < most && records.said(count) <= upTo) {
            count++;
        }
        return count;
    }

    @SuppressWarnings("unchecked") // both deserializers hand out the very bytes that they are given
    private void pass(List<ConsumerRecord<byte[], byte[]>> records, List<ConsumerRecord<K, V>> into) {
        into.addAll((List<ConsumerRecord<K, V>>) (List<?>) records);
    }

    private void deliver(
            TopicPartition at,
            HeldRecords.Polled records,
            int count,
            boolean mayBeRefused,
            List<ConsumerRecord<K, V>> into) {
        int done = 0;
        if (opening.isPresent()) {
            announce(opening.get(), records.records().subList(0, count));
        }
        try {
            for (; done < count; done++) {
                ConsumerRecord<byte[], byte[]> record = records.record(done);
                Finding refusal = mayBeRefused ? watches.refusalAt(at, records.said(done)) : null;
                if (refusal != null && config.onRefusal() == OnRefusal.SKIP) {
                    listener.skipped(record, refusal);
                } else {
                    into.add(deserialize(record, refusal));
                }
            }
        } finally {
            if (mayBeRefused && done > 0) {
                watches.forgetBelow(at, records.said(done - 1));
            }
            held.drop(at, done);
        }
    }

    /** Without their keys at once, records fetch them one by one, or fail as they would. */
    private static void announce(OpensFields opening, List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            opening.announce(records);
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("Keys of records that come next could not be got at once");
        }
    }

    /** What opens protected fields, if anything does. */
    Optional<OpensFields> opening() {
        return opening;
    }

    private void refuseToWaitLonger(Set<TopicPartition> paused) {
        long now = System.nanoTime();
        for (TopicPartition at : held.partitions()) {
            if (!paused.contains(at) && held.isOlderThan(at, config.delivery().patience(), now)) {
                throw new TimeoutException(at + " offset " + held.first(at).orElseThrow() + ": not "
                        + config.delivery().level() + " within "
                        + config.delivery().patience());
            }
        }
    }

    @SuppressWarnings("unchecked") // both deserializers hand out the very bytes that they are given
    private ConsumerRecord<K, V> deserialize(ConsumerRecord<byte[], byte[]> record, @Nullable Finding refusal) {
        if (refusal != null) {
            record.headers()
                    .remove(VERDICT_HEADER)
                    .add(VERDICT_HEADER, refusal.refusal().name().getBytes(StandardCharsets.UTF_8));
        }
        if (areBytes) {
            return (ConsumerRecord<K, V>) record;
        }
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                part(keys, record, record.key(), DeserializationExceptionOrigin.KEY),
                part(values, record, record.value(), DeserializationExceptionOrigin.VALUE),
                record.headers(),
                record.leaderEpoch());
    }

    /** As Kafka's own consumer does it: what is null is not deserialised, and a failure says where it is. */
    @SuppressWarnings("NullAway") // a record's key and value may be null, which Kafka does not annotate
    private static <T> T part(
            Deserializer<T> deserializer,
            ConsumerRecord<byte[], byte[]> record,
            byte @Nullable [] bytes,
            DeserializationExceptionOrigin origin) {
        if (bytes == null) {
            return null;
        }
        try {
            return deserializer.deserialize(record.topic(), record.headers(), bytes);
        } catch (RuntimeException e) {
            TopicPartition at = new TopicPartition(record.topic(), record.partition());
            throw new RecordDeserializationException(
                    origin,
                    at,
                    record.offset(),
                    record.timestamp(),
                    record.timestampType(),
                    record.key() == null ? null : ByteBuffer.wrap(record.key()),
                    record.value() == null ? null : ByteBuffer.wrap(record.value()),
                    record.headers(),
                    "Error deserializing " + origin.name() + " for partition " + at + " at offset " + record.offset()
                            + ". If needed, please seek past the record to continue consumption.",
                    e);
        }
    }

    void close() {
        keys.close();
        values.close();
    }
}
