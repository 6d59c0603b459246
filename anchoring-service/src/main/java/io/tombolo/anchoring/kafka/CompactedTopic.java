package io.tombolo.anchoring.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic up to everything that was written when the read began: it waits for transactions that are still open then, so
 * that what a process wrote before it died is either seen or known to be void. For one thread at a time.
 */
public final class CompactedTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final String topic;
    private final Duration patience;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private List<TopicPartition> partitions = List.of();

    /** Reads with {@code consumer}, which must be {@code read_committed} and is owned from now on, as is {@code admin}. */
    public CompactedTopic(String topic, KafkaConsumer<byte[], byte[]> consumer, Admin admin, Duration patience) {
        this.topic = topic;
        this.consumer = consumer;
        this.admin = admin;
        this.patience = patience;
    }

    /** Goes back to the beginning. */
    public void rewind() {
        partitions = List.of();
    }

    /**
     * Hands every record after the last read on to {@code sink}, keys in UTF-8; a null value for a deletion.
     *
     * @throws OwnTopics.OwnTopicException when an open transaction, or the broker, takes longer than the patience
     */
    public void readToEnd(BiConsumer<String, byte[]> sink) {
        begin();
        readUntil(ends(), sink);
    }

    /** As {@link #readToEnd}, but up to the first transaction that is open still, without waiting for its end. */
    public void readWhatIsStable(BiConsumer<String, byte[]> sink) {
        begin();
        readUntil(consumer.endOffsets(partitions), sink);
    }

    private void begin() {
        if (partitions.isEmpty()) {
            List<TopicPartition> found = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                found.add(new TopicPartition(topic, info.partition()));
            }
            partitions = found;
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
    }

    private void readUntil(Map<TopicPartition, Long> ends, BiConsumer<String, byte[]> sink) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                sink.accept(new String(record.key(), StandardCharsets.UTF_8), record.value());
            }
            if (System.nanoTime() > deadline) {
                throw new OwnTopics.OwnTopicException(
                        "topic " + topic + ": not read to its end within " + patience, null);
            }
        }
    }

    /** One past the last record of each partition, committed or not. */
    private Map<TopicPartition, Long> ends() {
        Map<TopicPartition, OffsetSpec> ask = new HashMap<>();
        partitions.forEach(partition -> ask.put(partition, OffsetSpec.latest()));
        try {
            Map<TopicPartition, Long> ends = new HashMap<>();
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : admin.listOffsets(
                            ask, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .entrySet()) {
                ends.put(end.getKey(), end.getValue().offset());
            }
            return ends;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OwnTopics.OwnTopicException("topic " + topic + ": interrupted", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new OwnTopics.OwnTopicException("topic " + topic + ": its end is not known", e.getCause());
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
