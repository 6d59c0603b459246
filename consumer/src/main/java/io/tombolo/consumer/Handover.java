package io.tombolo.consumer;

import io.tombolo.consumer.watch.VerdictListener;
import io.tombolo.consumer.watch.Watches;
import io.tombolo.verification.stream.Finding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.RecordDeserializationException.DeserializationExceptionOrigin;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Hands held records over to the application when they have reached their level, deserialised, marked or left out. */
final class Handover<K, V> {
    private final Deserializer<K> keys;
    private final Deserializer<V> values;
    private final boolean areBytes;
    private final VerificationConfig config;
    private final VerdictListener listener;
    private final HeldRecords held;
    private final Watches watches;

    Handover(
            Deserializer<K> keys,
            Deserializer<V> values,
            VerificationConfig config,
            HeldRecords held,
            Watches watches) {
        this.keys = keys;
        this.values = values;
        this.areBytes = keys instanceof ByteArrayDeserializer && values instanceof ByteArrayDeserializer;
        this.config = config;
        this.listener = config.listener().and(watches.metrics());
        this.held = held;
        this.watches = watches;
    }

    /**
     * What can go.
     *
     * @throws TimeoutException when nothing can, and something has been held for longer than the application's patience
     * @throws RecordDeserializationException when the first record of all can't be deserialised; it is held until it is passed by
     *     with {@code seek}
     */
    Map<TopicPartition, List<ConsumerRecord<K, V>>> release() {
        Map<TopicPartition, List<ConsumerRecord<K, V>>> released = new HashMap<>();
        KafkaException failed = null;
        for (TopicPartition at : held.partitions()) {
            List<ConsumerRecord<K, V>> records = new ArrayList<>(held.of(at).size());
            try {
                release(at, records);
            } catch (KafkaException e) {
                failed = e;
            }
            if (!records.isEmpty()) {
                released.put(at, records);
            }
        }
        if (failed != null && released.isEmpty()) {
            throw failed;
        }
        if (released.isEmpty() && config.delivery().holds()) {
            refuseToWaitLonger();
        }
        return released;
    }

    private void release(TopicPartition at, List<ConsumerRecord<K, V>> into) {
        boolean holds = config.delivery().holds() && watches.isWatched(at);
        boolean mirror = watches.isMirror(at.topic());
        long upTo = holds ? watches.reached(at, config.delivery().level()) : Long.MAX_VALUE;
        Deque<ConsumerRecord<byte[], byte[]>> queue = held.of(at);
        long original = -1;
        while (!queue.isEmpty()) {
            ConsumerRecord<byte[], byte[]> record = queue.getFirst();
            original = holds && mirror ? Watches.originalOffset(record) : record.offset();
            if (original > upTo) {
                break;
            }
            Finding refusal = holds ? watches.refusalAt(at, original) : null;
            if (refusal != null && config.onRefusal() == OnRefusal.SKIP) {
                listener.skipped(record, refusal);
            } else {
                into.add(deserialize(record, refusal));
            }
            queue.removeFirst();
        }
        if (holds && original >= 0) {
            watches.forgetBelow(at, Math.min(original, upTo));
        }
    }

    private void refuseToWaitLonger() {
        long now = System.nanoTime();
        for (TopicPartition at : held.partitions()) {
            if (held.isOlderThan(at, config.delivery().patience(), now)) {
                throw new TimeoutException(
                        at + " offset " + held.of(at).getFirst().offset() + ": not "
                                + config.delivery().level() + " within "
                                + config.delivery().patience());
            }
        }
    }

    @SuppressWarnings("unchecked") // both deserializers hand out the very bytes that they are given
    private ConsumerRecord<K, V> deserialize(ConsumerRecord<byte[], byte[]> record, @Nullable Finding refusal) {
        if (refusal != null) {
            record.headers()
                    .remove(VerifyingConsumer.VERDICT_HEADER)
                    .add(
                            VerifyingConsumer.VERDICT_HEADER,
                            refusal.refusal().name().getBytes(StandardCharsets.UTF_8));
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

    /** As Kafka's own consumer does it: what is null is not deserialised, and a failure says where it stands. */
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
