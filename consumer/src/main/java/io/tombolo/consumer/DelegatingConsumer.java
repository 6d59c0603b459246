package io.tombolo.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;

/** What a verifying consumer leaves to the consumer of bytes behind it: all but records, positions, pauses, metrics and what is assigned. */
abstract class DelegatingConsumer<K, V> implements Consumer<K, V> {
    final Consumer<byte[], byte[]> bytes;

    DelegatingConsumer(Consumer<byte[], byte[]> bytes) {
        this.bytes = bytes;
    }

    @Override
    public final Set<TopicPartition> assignment() {
        return bytes.assignment();
    }

    @Override
    public final Set<String> subscription() {
        return bytes.subscription();
    }

    @Override
    public final void registerMetricForSubscription(KafkaMetric metric) {
        bytes.registerMetricForSubscription(metric);
    }

    @Override
    public final void unregisterMetricFromSubscription(KafkaMetric metric) {
        bytes.unregisterMetricFromSubscription(metric);
    }

    @Override
    public final Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return bytes.committed(partitions);
    }

    @Override
    public final Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        return bytes.committed(partitions, timeout);
    }

    @Override
    public final Uuid clientInstanceId(Duration timeout) {
        return bytes.clientInstanceId(timeout);
    }

    @Override
    public final List<PartitionInfo> partitionsFor(String topic) {
        return bytes.partitionsFor(topic);
    }

    @Override
    public final List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return bytes.partitionsFor(topic, timeout);
    }

    @Override
    public final Map<String, List<PartitionInfo>> listTopics() {
        return bytes.listTopics();
    }

    @Override
    public final Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
        return bytes.listTopics(timeout);
    }

    @Override
    public final Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
        return bytes.offsetsForTimes(times);
    }

    @Override
    public final Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times, Duration timeout) {
        return bytes.offsetsForTimes(times, timeout);
    }

    @Override
    public final Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return bytes.beginningOffsets(partitions);
    }

    @Override
    public final Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return bytes.beginningOffsets(partitions, timeout);
    }

    @Override
    public final Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return bytes.endOffsets(partitions);
    }

    @Override
    public final Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return bytes.endOffsets(partitions, timeout);
    }

    @Override
    public final ConsumerGroupMetadata groupMetadata() {
        return bytes.groupMetadata();
    }

    @Override
    public final void enforceRebalance() {
        bytes.enforceRebalance();
    }

    @Override
    public final void enforceRebalance(String reason) {
        bytes.enforceRebalance(reason);
    }

    @Override
    public final void wakeup() {
        bytes.wakeup();
    }

    /** What the application was given up to, with {@link #withStates states}. */
    abstract Map<TopicPartition, OffsetAndMetadata> positions();

    /** What the group has to remember goes with each offset, unless the application has metadata of its own. */
    abstract Map<TopicPartition, OffsetAndMetadata> withStates(Map<TopicPartition, OffsetAndMetadata> offsets);

    /** Follows rebalances, the application's own listener included. */
    abstract ConsumerRebalanceListener watching(Optional<ConsumerRebalanceListener> application);

    @Override
    public final void commitSync() {
        bytes.commitSync(positions());
    }

    @Override
    public final void commitSync(Duration timeout) {
        bytes.commitSync(positions(), timeout);
    }

    @Override
    public final void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        bytes.commitSync(withStates(offsets));
    }

    @Override
    public final void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        bytes.commitSync(withStates(offsets), timeout);
    }

    @Override
    public final void commitAsync() {
        bytes.commitAsync(positions(), null);
    }

    @Override
    public final void commitAsync(OffsetCommitCallback callback) {
        bytes.commitAsync(positions(), callback);
    }

    @Override
    public final void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        bytes.commitAsync(withStates(offsets), callback);
    }

    @Override
    public final void subscribe(Collection<String> topics) {
        bytes.subscribe(topics, watching(Optional.empty()));
    }

    @Override
    public final void subscribe(Collection<String> topics, ConsumerRebalanceListener callback) {
        bytes.subscribe(topics, watching(Optional.of(callback)));
    }

    @Override
    public final void subscribe(Pattern pattern) {
        bytes.subscribe(pattern, watching(Optional.empty()));
    }

    @Override
    public final void subscribe(Pattern pattern, ConsumerRebalanceListener callback) {
        bytes.subscribe(pattern, watching(Optional.of(callback)));
    }

    @Override
    public final void subscribe(SubscriptionPattern pattern) {
        bytes.subscribe(pattern, watching(Optional.empty()));
    }

    @Override
    public final void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener callback) {
        bytes.subscribe(pattern, watching(Optional.of(callback)));
    }
}
