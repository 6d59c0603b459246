package io.tombolo.reconcile;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The changes that were refused, by dataset, as {@code tombolo.rejected} holds them. */
final class RefusedChanges {
    private static final int MAX_LISTED = 100;

    /** @param key as the transform wrote it; null when the change has none */
    private record Refused(String text, @Nullable ByteBuffer key) {}

    private final Map<DatasetId, List<Refused>> byDataset = new HashMap<>();

    private RefusedChanges() {}

    static RefusedChanges read(Map<String, String> kafka, RegistryClient registry) {
        RefusedChanges all = new RefusedChanges();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("allow.auto.create.topics", false);
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
        byDataset
                .computeIfAbsent(dataset, any -> new ArrayList<>())
                .add(new Refused(
                        input.reason() + ": " + input.detail(),
                        input.source().equals("connector") ? input.input() : null));
    }

    /** The first of a dataset's, and how many more there are. */
    List<String> of(DatasetId dataset) {
        List<Refused> all = byDataset.getOrDefault(dataset, List.of());
        List<String> shown = new ArrayList<>(
                all.stream().limit(MAX_LISTED).map(Refused::text).toList());
        if (all.size() > MAX_LISTED) {
            shown.add("and " + (all.size() - MAX_LISTED) + " more");
        }
        return shown;
    }

    /** Why the last change that was refused of a row was, by the row's key; keys of another shape are left out. */
    Map<GenericRecord, String> byKey(DatasetId dataset, @Nullable Schema keySchema) {
        Map<GenericRecord, String> reasons = new LinkedHashMap<>();
        if (keySchema != null) {
            GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(keySchema);
            for (Refused one : byDataset.getOrDefault(dataset, List.of())) {
                GenericRecord key = one.key() == null ? null : key(reader, keySchema, one.key());
                if (key != null) {
                    reasons.put(key, one.text());
                }
            }
        }
        return reasons;
    }

    private static @Nullable GenericRecord key(
            GenericDatumReader<GenericRecord> reader, Schema schema, ByteBuffer json) {
        try {
            String text = StandardCharsets.UTF_8.decode(json.duplicate()).toString();
            return reader.read(null, DecoderFactory.get().jsonDecoder(schema, text));
        } catch (IOException | AvroRuntimeException e) {
            return null; // Refused when the key had other columns.
        }
    }
}
