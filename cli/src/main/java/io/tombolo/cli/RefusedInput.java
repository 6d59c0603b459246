package io.tombolo.cli;

import io.tombolo.publish.PublishException;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What {@code tombolo.rejected} holds, counted by dataset and reason. */
final class RefusedInput {

    /** How many records of a partition are counted, the latest ones. */
    public static final long MOST = 10_000;

    private static final Duration POLL = Duration.ofMillis(500);

    private RefusedInput() {}

    /**
     * One reason's.
     *
     * @param latest the detail of the latest refusal
     */
    public record Count(String dataset, String reason, long count, String latest) {

        Count and(RejectedInput more) {
            return new Count(dataset, reason, count + 1, more.detail());
        }
    }

    /**
     * The counts, ordered by dataset and reason; none when the topic is not there.
     *
     * @throws PublishException when Kafka or the registry does not answer
     */
    public static List<Count> counted(Map<String, String> kafka, Map<String, String> registry) {
        Map<String, Count> counts = new TreeMap<>();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", 30_000);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                AvroDeserializer avro = new AvroDeserializer()) {
            avro.configure(registry, false);
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.REJECTED).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            ends.forEach((partition, end) ->
                    consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - MOST)));
            while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (avro.deserialize(record.topic(), record.headers(), record.value())
                            instanceof GenericRecord said) {
                        count(counts, RejectedInput.fromAvro(said));
                    }
                }
            }
        } catch (KafkaException e) {
            throw new PublishException("topic " + Topics.REJECTED + " can't be read: " + e.getMessage(), e);
        }
        return List.copyOf(counts.values());
    }

    private static void count(Map<String, Count> counts, RejectedInput refused) {
        String dataset = refused.organisation() + "/" + refused.dataset();
        counts.compute(
                dataset + " " + refused.reason(),
                (key, before) -> (before == null ? new Count(dataset, refused.reason(), 0, "") : before).and(refused));
    }
}
