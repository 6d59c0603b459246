package io.tombolo.publish;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The rows that were refused since a moment, read from {@code tombolo.rejected}. */
final class RejectedRows {
    static final int AT_MOST = 10;
    /** Files are listed by name before anything else: each is more than a row. */
    private static final int FILES_AT_MOST = 100;

    private final Map<String, String> kafka;
    private final Map<String, String> registry;
    private final Map<TopicPartition, Long> since;

    private RejectedRows(Map<String, String> kafka, Map<String, String> registry, Map<TopicPartition, Long> since) {
        this.kafka = kafka;
        this.registry = registry;
        this.since = since;
    }

    /** Marks the topic's present end. */
    static RejectedRows fromNow(Admin admin, Map<String, String> kafka, Map<String, String> registry)
            throws InterruptedException {
        try {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            admin.describeTopics(List.of(Topics.REJECTED)).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .forEach(
                            one -> ends.put(new TopicPartition(Topics.REJECTED, one.partition()), OffsetSpec.latest()));
            Map<TopicPartition, Long> since = new HashMap<>();
            admin.listOffsets(ends, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> since.put(partition, end.offset()));
            return new RejectedRows(kafka, registry, Map.copyOf(since));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                // Made with the first refused row.
                return new RejectedRows(kafka, registry, Map.of());
            }
            throw new PublishException("topic " + Topics.REJECTED + " can't be read: " + e.getCause(), e);
        }
    }

    /** The first few of one file's or folder's rows that were refused since then, and its files that were refused whole. */
    List<RejectedInput> of(Publication publication) {
        List<RejectedInput> found = new ArrayList<>();
        read(since, input -> {
            int most = isFile(input) ? FILES_AT_MOST : AT_MOST;
            if (found.size() < most
                    && input.file() != null
                    && Path.of(input.file()).startsWith(publication.file())) {
                found.add(input);
            }
        });
        return found;
    }

    /** The rows of a dataset that were read from their files, and refused behind that, by the transform; since then. */
    List<RejectedInput> ofTransform(DatasetId dataset) {
        List<RejectedInput> found = new ArrayList<>();
        read(since, input -> {
            if (isOfTransform(input, dataset)) {
                found.add(input);
            }
        });
        return found;
    }

    /** How many there are of them at any time. */
    static long countOfTransform(Map<String, String> kafka, Map<String, String> registry, DatasetId dataset) {
        long[] count = {0};
        new RejectedRows(kafka, registry, Map.of()).read(Map.of(), input -> {
            if (isOfTransform(input, dataset)) {
                count[0]++;
            }
        });
        return count[0];
    }

    private static boolean isOfTransform(RejectedInput input, DatasetId dataset) {
        return input.source().equals("connector")
                && input.organisation().equals(dataset.organisation())
                && input.dataset().equals(dataset.name());
    }

    private void read(Map<TopicPartition, Long> from, Consumer<RejectedInput> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka);
                AvroDeserializer avro = new AvroDeserializer()) {
            avro.configure(registry, false);
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.REJECTED).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                return;
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            partitions.forEach(one -> consumer.seek(one, from.getOrDefault(one, 0L)));
            while (!isAtEnd(consumer, ends)) {
                for (ConsumerRecord<byte[], byte[]> row : consumer.poll(Duration.ofMillis(500))) {
                    if (avro.deserialize(row.topic(), row.headers(), row.value()) instanceof GenericRecord said) {
                        each.accept(RejectedInput.fromAvro(said));
                    }
                }
            }
        }
    }

    /** Whether it represents a file, or the rest of one, and not a row. */
    static boolean isFile(RejectedInput input) {
        return input.reason().equals("BAD_FILE");
    }

    private static boolean isAtEnd(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
