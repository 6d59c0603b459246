package io.tombolo.consumer;

import io.tombolo.consumer.watch.Batch;
import io.tombolo.consumer.watch.RecordAgain;
import io.tombolo.consumer.watch.Watches;
import io.tombolo.verification.stream.Finding;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A Kafka consumer that verifies what it reads: for use wherever a {@link KafkaConsumer} is. It recomputes each partition's tree
 * while it reads, and compares it at every checkpoint and every anchor. Like any consumer, for one thread at a time.
 *
 * <p>It always reads {@code read_committed}. Offsets are committed with metadata that says what was compared and what was only
 * delivered, so that a group that comes back notices a log that was rewritten, or that does not hold what the group was given. Commits
 * are the application's own: {@code enable.auto.commit} is off.
 *
 * @param <K> what the key deserializer makes
 * @param <V> what the value deserializer makes
 */
public final class VerifyingConsumer<K, V> extends PassedOn<K, V> {
    /** Header of a marked record: the refusal's name in UTF-8. */
    public static final String VERDICT_HEADER = "tombolo-verdict";

    private static final Duration STEP = Duration.ofMillis(100);

    private final VerificationConfig config;
    private final QueuedVerdicts verdicts = new QueuedVerdicts();
    private final Watches watches;
    private final HeldRecords held = new HeldRecords();
    private final Beginnings beginnings;
    private final Handover<K, V> handover;
    private final Throttle throttle;

    private VerifyingConsumer(
            Consumer<byte[], byte[]> bytes,
            Deserializer<K> keys,
            Deserializer<V> values,
            VerificationConfig config,
            Map<String, Object> settings) {
        super(bytes);
        this.config = config;
        Map<String, Object> again = new HashMap<>(settings);
        again.remove(ConsumerConfig.GROUP_ID_CONFIG);
        again.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        again.remove(ConsumerConfig.CLIENT_ID_CONFIG);
        boolean holds = config.delivery().holds();
        watches = new Watches(
                config.watch(), clientId(bytes), verdicts, at -> new RecordAgain(() -> bytes(again), at), holds);
        beginnings = new Beginnings(bytes, settings);
        handover = new Handover<>(keys, values, config, held, watches);
        throttle = new Throttle(bytes, at -> fills(at, 1.0), at -> !fills(at, 0.5));
    }

    /** A verifying consumer with a Kafka consumer's settings; those that verification depends on are overridden. */
    public static <K, V> VerifyingConsumer<K, V> create(
            Map<String, Object> kafka, Deserializer<K> keys, Deserializer<V> values, VerificationConfig config) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new VerifyingConsumer<>(bytes(settings), keys, values, config, settings);
    }

    private static Consumer<byte[], byte[]> bytes(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String clientId(Consumer<byte[], byte[]> bytes) {
        return bytes.metrics().keySet().stream()
                .map(name -> name.tags().get("client-id"))
                .filter(id -> id != null)
                .findFirst()
                .orElse("verifying-consumer");
    }

    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            settle();
            watch(bytes.assignment());
            long left = Math.max(0, end - System.nanoTime());
            boolean waits = config.delivery().holds() || throttle.isActive();
            verify(bytes.poll(waits && left > STEP.toNanos() ? STEP : Duration.ofNanos(left)));
            settle();
            Map<TopicPartition, List<ConsumerRecord<K, V>>> released = handover.release();
            throttle.adjust(watches.partitions());
            watches.partitions().stream().filter(at -> fills(at, 0.5)).forEach(watches::fillsUp);
            if (!released.isEmpty() || System.nanoTime() >= end) {
                Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
                released.keySet().forEach(at -> next.put(at, new OffsetAndMetadata(position(at))));
                return new ConsumerRecords<>(released, next);
            }
        }
    }

    private void verify(ConsumerRecords<byte[], byte[]> polled) {
        long now = System.nanoTime();
        for (TopicPartition at : bytes.assignment()) {
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(at);
            if (watches.dataset(at.topic()).isPresent()) {
                records = config.tap().apply(records);
                Batch batch = Batch.of(records, watches.isMirror(at.topic()), bytes.position(at));
                if (!watches.isWatched(at) && batch.count() > 0) {
                    // Only now it is known where in the owner's topic a mirror's reader begins.
                    watches.begin(at, batch.first(), beginnings.of(at).metadata());
                }
                watches.take(at, batch);
            }
            held.add(at, records, now);
        }
    }

    private void settle() {
        watches.catchUp();
        verdicts.tell(config.listener());
        if (config.onRefusal() == OnRefusal.STOP) {
            List<Finding> findings = watches.findings();
            if (!findings.isEmpty()) {
                throw new RefusedException(findings);
            }
        }
    }

    private boolean fills(TopicPartition at, double part) {
        return watches.unsealed(at) >= config.watch().maxUnsealed() * part
                || (config.delivery().holds()
                        && held.of(at).size() >= config.delivery().maxHeld() * part);
    }

    /** Begins to watch partitions that are not watched yet, at the position that reading will begin at. */
    private void watch(Collection<TopicPartition> partitions) {
        Set<TopicPartition> assigned = bytes.assignment();
        forget(watches.partitions().stream()
                .filter(at -> !assigned.contains(at))
                .toList());
        for (TopicPartition at : partitions) {
            if (watches.dataset(at.topic()).isPresent() && !watches.isWatched(at)) {
                begin(at, beginnings.of(at));
            }
        }
    }

    private void begin(TopicPartition at, Beginnings.Beginning beginning) {
        boolean gapsAllowed = config.watch().gapsAllowed();
        if (beginning.fromTheFirst() && !gapsAllowed) {
            watches.begin(at, 0, beginning.metadata());
        } else if (!watches.isMirror(at.topic())) {
            watches.begin(at, beginning.position(), beginning.metadata());
            if (beginning.fromTheFirst() && beginning.position() > 0) {
                watches.expiredBefore(at, beginning.position());
            }
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(at -> {
            watches.end(at);
            held.forget(at);
            throttle.release(at);
        });
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        Map<MetricName, Metric> all = new HashMap<>(bytes.metrics());
        all.putAll(watches.metrics().all());
        return all;
    }

    @Override
    public long position(TopicPartition partition) {
        return held.first(partition).orElseGet(() -> bytes.position(partition));
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        return held.first(partition).orElseGet(() -> bytes.position(partition, timeout));
    }

    @Override
    Map<TopicPartition, OffsetAndMetadata> positions() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        // What was never polled has no position of its own to commit.
        bytes.assignment().stream()
                .filter(at ->
                        watches.isWatched(at) || watches.dataset(at.topic()).isEmpty())
                .forEach(at -> positions.put(at, new OffsetAndMetadata(position(at))));
        return withStates(positions);
    }

    @Override
    Map<TopicPartition, OffsetAndMetadata> withStates(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, OffsetAndMetadata> result = new HashMap<>();
        offsets.forEach((at, offset) -> result.put(
                at,
                watches.isWatched(at) && offset.metadata().isEmpty()
                        ? new OffsetAndMetadata(
                                offset.offset(), offset.leaderEpoch(), watches.metadata(at, saidOffset(at, offset)))
                        : offset));
        return result;
    }

    /** Up to which offset, of those that verification goes by, records were delivered. */
    private long saidOffset(TopicPartition at, OffsetAndMetadata offset) {
        if (!watches.isMirror(at.topic())) {
            return offset.offset();
        }
        ConsumerRecord<byte[], byte[]> first = held.of(at).peekFirst();
        return first == null ? Long.MAX_VALUE : Watches.originalOffset(first);
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        bytes.seek(partition, offset);
        sought(List.of(partition), false);
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        bytes.seek(partition, offset);
        sought(List.of(partition), false);
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        bytes.seekToBeginning(partitions);
        sought(partitions.isEmpty() ? bytes.assignment() : partitions, true);
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        bytes.seekToEnd(partitions);
        sought(partitions.isEmpty() ? bytes.assignment() : partitions, false);
    }

    private void sought(Collection<TopicPartition> partitions, boolean toBeginning) {
        beginnings.sought(partitions, toBeginning);
        forget(partitions);
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // Kafka's own deprecation, not ours to inline
    public void close(Duration timeout) {
        close(CloseOptions.timeout(timeout));
    }

    @Override
    public void close() {
        bytes.close();
        end();
    }

    @Override
    public void close(CloseOptions options) {
        bytes.close(options);
        end();
    }

    private void end() {
        watches.close();
        handover.close();
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
            leave(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            application.ifPresent(listener -> listener.onPartitionsLost(partitions));
            leave(partitions);
        }

        private void leave(Collection<TopicPartition> partitions) {
            forget(partitions);
            partitions.forEach(beginnings::forget);
        }
    }
}
