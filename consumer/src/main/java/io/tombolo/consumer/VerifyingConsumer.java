package io.tombolo.consumer;

import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.consumer.watch.Batch;
import io.tombolo.consumer.watch.RecordRereader;
import io.tombolo.consumer.watch.Watches;
import io.tombolo.schemas.opening.OpensFields;
import io.tombolo.verification.stream.Finding;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
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
public final class VerifyingConsumer<K, V> extends DelegatingConsumer<K, V> {
    /** Header of a marked record: the refusal's name in UTF-8. */
    public static final String VERDICT_HEADER = RecordDelivery.VERDICT_HEADER;

    private static final Duration STEP = Duration.ofMillis(100);
    /** An unlimited wait is longer than nanoseconds can count. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final VerificationConfig config;
    private final QueuedVerdicts verdicts = new QueuedVerdicts();
    private final Watches watches;
    private final HeldRecords held = new HeldRecords();
    private final RecordDelivery<K, V> handover;
    private final Throttle throttle;
    private final Assigned assigned;

    private VerifyingConsumer(
            Consumer<byte[], byte[]> bytes,
            Deserializer<K> keys,
            Deserializer<V> values,
            VerificationConfig config,
            Map<String, Object> settings,
            Optional<UsageReceipts> usage) {
        super(bytes);
        this.config = config;
        Map<String, Object> again = new HashMap<>(settings);
        again.remove(ConsumerConfig.GROUP_ID_CONFIG);
        again.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        again.remove(ConsumerConfig.CLIENT_ID_CONFIG);
        boolean holds = config.delivery().holds();
        watches = new Watches(
                config.watch(),
                clientId(bytes),
                verdicts,
                at -> new RecordRereader(() -> bytes(again), at),
                holds,
                usage);
        handover = new RecordDelivery<>(keys, values, config, held, watches, mostAtOnce(settings));
        usage.ifPresent(signs -> handover.opening().ifPresent(opens -> signs.onErasure(opens::forgetKeys)));
        throttle = new Throttle(bytes, at -> fills(at, 1.0), at -> !fills(at, 0.5));
        Beginnings beginnings = new Beginnings(bytes, settings);
        assigned = new Assigned(
                bytes, beginnings, watches, held, throttle, config.watch().gapsAllowed());
    }

    /**
     * A verifying consumer with a Kafka consumer's settings; those that verification depends on are overridden. With the settings of {@link
     * UsageReceipts}, as {@code tombolo join} writes them, it signs what it verified.
     */
    public static <K, V> VerifyingConsumer<K, V> create(
            Map<String, Object> kafka, Deserializer<K> keys, Deserializer<V> values, VerificationConfig config) {
        Map<String, Object> settings = UsageReceipts.without(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        Optional<UsageReceipts> usage = UsageReceipts.of(kafka);
        try {
            return new VerifyingConsumer<>(bytes(settings), keys, values, config, settings, usage);
        } catch (RuntimeException e) {
            usage.ifPresent(UsageReceipts::close);
            throw e;
        }
    }

    private static Consumer<byte[], byte[]> bytes(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static int mostAtOnce(Map<String, Object> settings) {
        Object most = settings.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
        return most == null
                ? ConsumerConfig.DEFAULT_MAX_POLL_RECORDS
                : Integer.parseInt(most.toString().trim());
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
        long end = System.nanoTime() + (timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST).toNanos();
        while (true) {
            settle();
            assigned.leaveOthers();
            assigned.watch(bytes.assignment());
            stopIfAccessEnded();
            ConsumerRecords<byte[], byte[]> polled = fetched(untilNextLook(end - System.nanoTime()));
            verify(polled);
            settle();
            stopIfAccessEnded();
            Map<TopicPartition, List<ConsumerRecord<K, V>>> released = handover.release(throttle.paused());
            throttle.adjust(watches.partitions());
            watches.partitions().stream().filter(at -> fills(at, 0.5)).forEach(watches::fillsUp);
            if (!released.isEmpty() || System.nanoTime() >= end) {
                return new ConsumerRecords<>(released, nextOffsets(released));
            }
        }
    }

    private ConsumerRecords<byte[], byte[]> fetched(Duration timeout) {
        try {
            return bytes.poll(timeout);
        } catch (AuthorizationException | AuthenticationException e) {
            if (!watches.partitions().isEmpty()) {
                watches.refuse(String.valueOf(e.getMessage()));
            }
            handover.opening().ifPresent(OpensFields::forgetKeys);
            throw e;
        }
    }

    /** What was fetched before the owner ended or suspended the agreement is not delivered, unless it lets the access continue. */
    private void stopIfAccessEnded() {
        String why = watches.refused();
        if (!why.isEmpty()) {
            handover.opening().ifPresent(OpensFields::forgetKeys);
            throw new TopicAuthorizationException(
                    "access ended: " + why,
                    watches.partitions().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        }
    }

    private Duration untilNextLook(long left) {
        if (left <= 0 || handover.hasMore()) {
            return Duration.ZERO;
        }
        boolean looksAgain = config.delivery().holds() || throttle.isActive();
        return looksAgain && left > STEP.toNanos() ? STEP : Duration.ofNanos(left);
    }

    private Map<TopicPartition, OffsetAndMetadata> nextOffsets(
            Map<TopicPartition, List<ConsumerRecord<K, V>>> released) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        released.forEach((at, records) -> next.put(
                at,
                new OffsetAndMetadata(
                        position(at), records.get(records.size() - 1).leaderEpoch(), "")));
        return next;
    }

    private void verify(ConsumerRecords<byte[], byte[]> polled) {
        long now = System.nanoTime();
        Set<TopicPartition> moved = new HashSet<>(polled.nextOffsets().keySet());
        // An interceptor may return records without saying where each partition continues.
        moved.addAll(polled.partitions());
        for (TopicPartition at : moved) {
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(at);
            if (watches.dataset(at.topic()).isEmpty()) {
                held.add(at, records, i -> records.get(i).offset(), now);
            } else {
                OffsetAndMetadata next = polled.nextOffsets().get(at);
                verify(at, records, next == null ? bytes.position(at) : next.offset(), now);
            }
        }
    }

    private void verify(TopicPartition at, List<ConsumerRecord<byte[], byte[]>> records, long next, long now) {
        boolean mirror = watches.isMirror(at.topic());
        Batch batch = watches.batch(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            config.listener().read(record);
            batch.add(record, record.key(), record.value(), mirror);
        }
        batch.endsAt(next, mirror);
        if (!watches.isWatched(at) && batch.count() > 0) {
            assigned.watchMirror(at, batch.first());
        }
        watches.take(at, batch);
        held.add(at, records, mirror ? batch::offset : i -> records.get(i).offset(), now);
    }

    private void settle() {
        watches.catchUp();
        handover.look();
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
                        && held.size(at) >= config.delivery().maxHeld() * part);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        Map<MetricName, Metric> all = new HashMap<>(bytes.metrics());
        all.putAll(watches.metrics().all());
        handover.opening().ifPresent(opens -> all.putAll(opens.metrics()));
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

    /** As the position does, it speaks of what the application was given: held records are still to come. */
    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        OptionalLong lag = bytes.currentLag(partition);
        OptionalLong first = held.first(partition);
        return lag.isPresent() && first.isPresent()
                ? OptionalLong.of(lag.getAsLong() + bytes.position(partition) - first.getAsLong())
                : lag;
    }

    /**
     * What {@link #commitSync()} would commit: behind what was delivered, with what the group has to remember. For a producer's
     * transaction: {@code producer.sendOffsetsToTransaction(consumer.deliveredOffsets(), consumer.groupMetadata())}.
     */
    public Map<TopicPartition, OffsetAndMetadata> deliveredOffsets() {
        return positions();
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

    /** Up to which offset, of those that verification uses, records were delivered. */
    private long saidOffset(TopicPartition at, OffsetAndMetadata offset) {
        if (!watches.isMirror(at.topic())) {
            return offset.offset();
        }
        return held.holds(at) ? held.oldest(at).said(0) : Long.MAX_VALUE;
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        bytes.assign(partitions);
        assigned.leaveOthers();
    }

    @Override
    public void unsubscribe() {
        bytes.unsubscribe();
        assigned.leaveOthers();
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        throttle.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        throttle.resume(partitions);
    }

    @Override
    public Set<TopicPartition> paused() {
        return throttle.paused();
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        bytes.seek(partition, offset);
        assigned.sought(List.of(partition), false);
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        bytes.seek(partition, offset);
        assigned.sought(List.of(partition), false);
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        bytes.seekToBeginning(partitions);
        assigned.sought(partitions.isEmpty() ? bytes.assignment() : partitions, true);
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        bytes.seekToEnd(partitions);
        assigned.sought(partitions.isEmpty() ? bytes.assignment() : partitions, false);
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
        return assigned.following(application);
    }
}
