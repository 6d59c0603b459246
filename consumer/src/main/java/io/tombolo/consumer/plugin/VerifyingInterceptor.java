package io.tombolo.consumer.plugin;

import io.tombolo.consumer.RefusedException;
import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.consumer.watch.Batch;
import io.tombolo.consumer.watch.RecordRereader;
import io.tombolo.consumer.watch.Watches;
import io.tombolo.verification.stream.Finding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies what a consumer reads that nobody may change: named in {@code interceptor.classes}, configured by {@code tombolo.*} keys
 * beside it. Records are delivered at once and verdicts follow; after a refusal, nothing that a poll returns can be used any more.
 *
 * <p>It is shown records after they were fetched and neither positions nor rebalances, so it says nothing about records that are left
 * out between the last one before a restart or rebalance and the first one after it.
 */
public final class VerifyingInterceptor<K, V> implements ConsumerInterceptor<K, V> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();
    private @Nullable Running running;
    private long rebalanced;

    /** What it consists of once it is configured. */
    private record Running(
            PluginConfig config,
            Watches.WatchConfig watch,
            Watches watches,
            Rebalances rebalances,
            VerdictListener listener) {}

    /** Kafka makes it by its class name. */
    public VerifyingInterceptor() {}

    /** @throws org.apache.kafka.common.config.ConfigException which Kafka's consumer passes on when it is made */
    @Override
    public void configure(Map<String, ?> configs) {
        Settings settings = new Settings(new HashMap<>(configs));
        settings.check();
        PluginConfig config = new PluginConfig(settings.all());
        Watches.WatchConfig watch = config.watch();
        VerdictListener logged = new LoggedVerdicts();
        VerdictListener listener = config.listener().map(logged::and).orElse(logged);
        Watches watches = new Watches(
                watch,
                settings.clientId(),
                listener,
                at -> new RecordRereader(settings::another, at),
                false,
                UsageReceipts.of(settings.all()));
        running = new Running(config, watch, watches, new Rebalances(settings.clientId()), listener);
    }

    @Override
    public ConsumerRecords<K, V> onConsume(ConsumerRecords<K, V> records) {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("not configured");
        }
        try {
            verify(records, now);
        } catch (RuntimeException e) {
            // Thrown on, Kafka would log it and hand out the records unverified.
            return new FailedRecords<>(() -> e);
        }
        List<Finding> findings = now.config().stops() ? now.watches().findings() : List.of();
        return findings.isEmpty() ? records : new FailedRecords<>(() -> new RefusedException(findings));
    }

    private void verify(ConsumerRecords<K, V> records, Running now) {
        long rebalances = now.rebalances().count();
        if (rebalances != rebalanced) {
            rebalanced = rebalances;
            now.watches().partitions().forEach(now.watches()::end);
            nextOffsets.clear();
        }
        for (TopicPartition at : records.partitions()) {
            if (now.watches().dataset(at.topic()).isPresent()) {
                verify(at, records, now);
            }
        }
    }

    private void verify(TopicPartition at, ConsumerRecords<K, V> records, Running now) {
        boolean mirror = now.watches().isMirror(at.topic());
        List<ConsumerRecord<K, V>> ofPartition = records.records(at);
        Batch batch = now.watches().batch(ofPartition.size());
        for (ConsumerRecord<K, V> record : ofPartition) {
            byte[] key = RawBytes.take(RawBytes.KEY, record.key(), record.headers());
            byte[] value = RawBytes.take(RawBytes.VALUE, record.value(), record.headers());
            now.listener().read(record);
            batch.add(record, key, value, mirror);
        }
        OffsetAndMetadata next = records.nextOffsets().get(at);
        long last = ofPartition.get(ofPartition.size() - 1).offset();
        batch.endsAt(next == null ? last + 1 : next.offset(), mirror);
        Long expected = nextOffsets.put(at, last + 1);
        // Kafka hands out offsets in their order: one that lies back means that the software went back itself.
        if (expected != null && ofPartition.get(0).offset() < expected) {
            now.watches().end(at);
        }
        if (!now.watches().isWatched(at)) {
            now.watches().begin(at, batch.first(), "");
        }
        now.watches().take(at, batch);
        awaitRoom(at, now);
    }

    /** Blocks the reader, which can't be asked to pause, as long as too many records wait for a checkpoint. */
    private static void awaitRoom(TopicPartition at, Running now) {
        if (now.watches().unsealed(at) >= now.watch().maxUnsealed() / 2) {
            now.watches().fillsUp(at);
        }
        long end = System.nanoTime() + now.config().patience().toNanos();
        while (now.watches().unsealed(at) >= now.watch().maxUnsealed()) {
            if (System.nanoTime() >= end) {
                throw new TimeoutException(at + ": " + now.watches().unsealed(at)
                        + " records wait for a checkpoint, limit " + now.watch().maxUnsealed() + ", for longer than "
                        + now.config().patience());
            }
            try {
                Thread.sleep(LOOK_AGAIN.toMillis());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Commits are the software's own.
    }

    @Override
    public void close() {
        if (running != null) {
            running.watches().close();
        }
    }
}
