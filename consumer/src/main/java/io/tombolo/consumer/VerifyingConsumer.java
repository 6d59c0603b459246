package io.tombolo.consumer;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.NewestLogs;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.serde.KafkaHeaders;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.stream.OtherForms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka consumer that verifies what it reads: for use wherever a {@link KafkaConsumer} is. It recomputes each partition's tree
 * while it reads, and compares it at every checkpoint and every anchor. Like any consumer, for one thread at a time.
 *
 * <p>It always reads {@code read_committed}. Offsets are committed with the last compared head as their metadata, so that a group
 * that comes back notices a log that was rewritten meanwhile. Commits are the application's own: {@code enable.auto.commit} is off.
 *
 * @param <K> what the key deserializer makes
 * @param <V> what the value deserializer makes
 */
public final class VerifyingConsumer<K, V> extends PassedOn<K, V> {
    /** Header of a marked record: the refusal's name in UTF-8. */
    public static final String VERDICT_HEADER = "tombolo-verdict";

    private static final Duration STEP = Duration.ofMillis(100);

    private final Deserializer<K> keys;
    private final Deserializer<V> values;
    private final VerificationConfig config;
    private final Function<TopicPartition, OtherForms> otherForms;
    private final Committer committer;
    private final KafkaHeaders headers = new KafkaHeaders();
    private final byte[] entry = new byte[Entry.LENGTH];
    private final Map<TopicPartition, PartitionWatch> watches = new HashMap<>();
    private final Map<TopicPartition, Deque<Held>> held = new HashMap<>();
    private final Set<TopicPartition> pausedHere = new HashSet<>();
    private long askedAt = Long.MIN_VALUE;

    /** A record that waits for its level, and since when (nanoseconds). */
    private record Held(ConsumerRecord<byte[], byte[]> record, long since) {}

    /**
     * Wraps a consumer of bytes, which must read {@code read_committed} and not commit by itself.
     *
     * @param bytes owned from now on
     * @param otherForms how to read a record of a partition again, see {@link RecordAgain}
     */
    public VerifyingConsumer(
            Consumer<byte[], byte[]> bytes,
            Deserializer<K> keys,
            Deserializer<V> values,
            VerificationConfig config,
            Function<TopicPartition, OtherForms> otherForms) {
        super(bytes);
        this.otherForms = otherForms;
        this.keys = keys;
        this.values = values;
        this.config = config;
        this.committer = new Committer(config.schemas(), config.keyFormat(), config.valueFormat());
    }

    /** A verifying consumer with a Kafka consumer's settings; those that verification depends on are overridden. */
    public static <K, V> VerifyingConsumer<K, V> create(
            Map<String, Object> kafka, Deserializer<K> keys, Deserializer<V> values, VerificationConfig config) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        Map<String, Object> again = new HashMap<>(settings);
        again.remove(ConsumerConfig.GROUP_ID_CONFIG);
        again.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return new VerifyingConsumer<>(
                bytes(settings), keys, values, config, at -> new RecordAgain(() -> bytes(again), at));
    }

    private static Consumer<byte[], byte[]> bytes(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            refuseIfStopped();
            watch(bytes.assignment());
            long left = Math.max(0, end - System.nanoTime());
            Duration step = config.delivery().holds() && left > STEP.toNanos() ? STEP : Duration.ofNanos(left);
            verify(bytes.poll(step));
            ask();
            refuseIfStopped();
            Map<TopicPartition, List<ConsumerRecord<K, V>>> released = release();
            if (!released.isEmpty() || System.nanoTime() >= end) {
                Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
                released.keySet().forEach(at -> next.put(at, new OffsetAndMetadata(position(at))));
                return new ConsumerRecords<>(released, next);
            }
        }
    }

    private void verify(ConsumerRecords<byte[], byte[]> polled) {
        long now = System.nanoTime();
        watches.forEach((at, watch) -> {
            Deque<Held> queue = held.computeIfAbsent(at, key -> new ArrayDeque<>());
            for (ConsumerRecord<byte[], byte[]> record : config.tap().apply(polled.records(at))) {
                committer.entry(
                        record.key(),
                        record.value(),
                        headers.of(record.headers()),
                        record.offset(),
                        record.timestamp(),
                        entry,
                        0);
                watch.take(entry);
                queue.add(new Held(record, now));
            }
            watch.delivered(bytes.position(at));
            if (queue.size() > config.delivery().maxHeld() && !bytes.paused().contains(at)) {
                bytes.pause(List.of(at));
                pausedHere.add(at);
            }
        });
    }

    private void ask() {
        long now = System.nanoTime();
        if (askedAt == Long.MIN_VALUE || now - askedAt >= config.askEvery().toNanos()) {
            askedAt = now;
            watches.values().forEach(PartitionWatch::ask);
        }
    }

    private Map<TopicPartition, List<ConsumerRecord<K, V>>> release() {
        Map<TopicPartition, List<ConsumerRecord<K, V>>> released = new HashMap<>();
        watches.forEach((at, watch) -> {
            Deque<Held> queue = held.getOrDefault(at, new ArrayDeque<>());
            long upTo =
                    config.delivery().holds() ? watch.reached(config.delivery().level()) : Long.MAX_VALUE;
            List<ConsumerRecord<K, V>> records = new ArrayList<>();
            while (!queue.isEmpty() && queue.peekFirst().record().offset() <= upTo) {
                ConsumerRecord<byte[], byte[]> record = queue.removeFirst().record();
                Finding refusal = watch.refusalAt(record.offset());
                if (refusal == null || config.onRefusal() != OnRefusal.SKIP) {
                    records.add(deserialize(record, refusal));
                } else {
                    config.listener().skipped(record, refusal);
                }
            }
            if (!records.isEmpty()) {
                released.put(at, records);
            }
            if (queue.size() <= config.delivery().maxHeld() / 2 && pausedHere.remove(at)) {
                bytes.resume(List.of(at));
            }
        });
        if (released.isEmpty() && config.delivery().holds()) {
            refuseToWaitLonger();
        }
        return released;
    }

    private void refuseToWaitLonger() {
        long now = System.nanoTime();
        held.forEach((at, queue) -> {
            if (!queue.isEmpty()
                    && now - queue.peekFirst().since()
                            > config.delivery().patience().toNanos()) {
                throw new TimeoutException(
                        at + " offset " + queue.peekFirst().record().offset() + ": not "
                                + config.delivery().level() + " within "
                                + config.delivery().patience());
            }
        });
    }

    private ConsumerRecord<K, V> deserialize(ConsumerRecord<byte[], byte[]> record, @Nullable Finding refusal) {
        if (refusal != null && config.delivery().holds()) {
            record.headers().add(VERDICT_HEADER, refusal.refusal().name().getBytes(StandardCharsets.UTF_8));
        }
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                keys.deserialize(record.topic(), record.headers(), record.key()),
                values.deserialize(record.topic(), record.headers(), record.value()),
                record.headers(),
                record.leaderEpoch());
    }

    private void refuseIfStopped() {
        if (config.onRefusal() == OnRefusal.STOP) {
            List<Finding> findings = new ArrayList<>();
            watches.values().forEach(watch -> findings.addAll(watch.findings()));
            if (!findings.isEmpty()) {
                throw new RefusedException(findings);
            }
        }
    }

    /** Begins to watch partitions that are not watched yet, at the position that reading will begin at. */
    private void watch(Collection<TopicPartition> partitions) {
        watches.keySet().retainAll(bytes.assignment());
        held.keySet().retainAll(bytes.assignment());
        for (TopicPartition at : partitions) {
            if (!watches.containsKey(at)) {
                watchFrom(at, bytes.position(at), remembered(at));
            }
        }
    }

    private Optional<TreeHead> remembered(TopicPartition at) {
        if (!hasGroup()) {
            return Optional.empty();
        }
        OffsetAndMetadata committed = bytes.committed(Set.of(at)).get(at);
        return committed == null ? Optional.empty() : SavedHead.read(committed.metadata());
    }

    private boolean hasGroup() {
        try {
            return !bytes.groupMetadata().groupId().isEmpty();
        } catch (InvalidGroupIdException e) {
            return false; // Kafka's way of saying that there is none.
        }
    }

    private void watchFrom(TopicPartition at, long position, Optional<TreeHead> remembered) {
        watches.put(
                at,
                new PartitionWatch(
                        at,
                        () -> heads(at),
                        otherForms.apply(at),
                        config.listener(),
                        config.gapsAllowed(),
                        position,
                        remembered));
        held.put(at, new ArrayDeque<>());
        askedAt = Long.MIN_VALUE;
    }

    private LogHeads heads(TopicPartition at) {
        DatasetId dataset = DatasetId.fromTopic(at.topic());
        String origin =
                NewestLogs.of(config.readSide(), dataset).getOrDefault(at.partition(), dataset.origin(at.partition()));
        return new LogHeads(config.readSide(), origin, config.policy(), config.receipts());
    }

    private void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(at -> {
            watches.remove(at);
            held.remove(at);
            if (pausedHere.remove(at) && bytes.assignment().contains(at)) {
                bytes.resume(List.of(at));
            }
        });
    }

    @Override
    public long position(TopicPartition partition) {
        Deque<Held> queue = held.get(partition);
        return queue == null || queue.isEmpty()
                ? bytes.position(partition)
                : queue.peekFirst().record().offset();
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        Deque<Held> queue = held.get(partition);
        return queue == null || queue.isEmpty()
                ? bytes.position(partition, timeout)
                : queue.peekFirst().record().offset();
    }

    @Override
    Map<TopicPartition, OffsetAndMetadata> positions() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        watches.keySet().forEach(at -> positions.put(at, new OffsetAndMetadata(position(at))));
        return withHeads(positions);
    }

    @Override
    Map<TopicPartition, OffsetAndMetadata> withHeads(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, OffsetAndMetadata> result = new HashMap<>();
        offsets.forEach((at, offset) -> {
            PartitionWatch watch = watches.get(at);
            result.put(
                    at,
                    watch == null || !offset.metadata().isEmpty()
                            ? offset
                            : new OffsetAndMetadata(offset.offset(), offset.leaderEpoch(), watch.metadata()));
        });
        return result;
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        bytes.seek(partition, offset);
        forget(List.of(partition));
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        bytes.seek(partition, offset);
        forget(List.of(partition));
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        bytes.seekToBeginning(partitions);
        forget(partitions.isEmpty() ? List.copyOf(watches.keySet()) : partitions);
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        bytes.seekToEnd(partitions);
        forget(partitions.isEmpty() ? List.copyOf(watches.keySet()) : partitions);
    }

    @Override
    @Deprecated
    public void close(Duration timeout) {
        bytes.close(CloseOptions.timeout(timeout));
        keys.close();
        values.close();
    }

    @Override
    public void close() {
        bytes.close();
        keys.close();
        values.close();
    }

    @Override
    public void close(CloseOptions options) {
        bytes.close(options);
        keys.close();
        values.close();
    }

    @Override
    ConsumerRebalanceListener watching(Optional<ConsumerRebalanceListener> application) {
        return new Watching(application);
    }

    /** Follows rebalances: what is assigned is watched from the position at which the group left it. */
    private final class Watching implements ConsumerRebalanceListener {
        private final Optional<ConsumerRebalanceListener> application;

        private Watching(Optional<ConsumerRebalanceListener> application) {
            this.application = application;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            application.ifPresent(listener -> listener.onPartitionsAssigned(partitions));
            watch(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            application.ifPresent(listener -> listener.onPartitionsRevoked(partitions));
            forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            application.ifPresent(listener -> listener.onPartitionsLost(partitions));
            forget(partitions);
        }
    }
}
