package io.tombolo.reconcile;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The changes that were refused, by dataset, as {@code tombolo.rejected} holds them. */
final class RefusedChanges {
    private static final int MAX_LISTED = 100;

    private final Map<DatasetId, List<String>> byDataset = new HashMap<>();

    private RefusedChanges() {}

    static RefusedChanges read(String bootstrap, RegistryClient registry) {
        RefusedChanges all = new RefusedChanges();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap, "isolation.level", "read_committed", "allow.auto.create.topics", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                AvroDeserializer avro = new AvroDeserializer(registry)) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.REJECTED).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (avro.deserialize(record.topic(), record.headers(), record.value())
                            instanceof GenericRecord said) {
                        all.add(RejectedInput.fromAvro(said));
                    }
                }
            }
        }
        return all;
    }

    private void add(RejectedInput input) {
        DatasetId dataset;
        try {
            dataset = DatasetId.parse(input.organisation() + "/" + input.dataset());
        } catch (IllegalArgumentException e) {
            return; // Refused for its name: there is no such dataset to compare.
        }
        byDataset.computeIfAbsent(dataset, any -> new ArrayList<>()).add(input.reason() + ": " + input.detail());
    }

    /** The first of a dataset's, and how many more there are. */
    List<String> of(DatasetId dataset) {
        List<String> all = byDataset.getOrDefault(dataset, List.of());
        List<String> shown = new ArrayList<>(all.subList(0, Math.min(MAX_LISTED, all.size())));
        if (all.size() > MAX_LISTED) {
            shown.add("and " + (all.size() - MAX_LISTED) + " more");
        }
        return shown;
    }
}
