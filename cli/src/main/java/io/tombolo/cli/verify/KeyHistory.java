package io.tombolo.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Json;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.server.Tombolo.Endpoints;
import io.tombolo.verification.decoded.DecodedPart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Where a key's events lie in one partition, by reading it from start to end. */
final class KeyHistory {
    private KeyHistory() {}

    /**
     * The offsets of all records with that key that the broker holds now.
     *
     * @param key as JSON, as {@code consume} prints it: {@code {"id": 7}}
     */
    static SortedSet<Long> offsets(Endpoints endpoints, DatasetId dataset, int partition, String key) {
        JsonNode wanted = json(key);
        TopicPartition at = new TopicPartition(dataset.topic(), partition);
        TreeSet<Long> offsets = new TreeSet<>();
        try (HttpRegistryClient registry = new HttpRegistryClient(
                        RegistrySettings.from(Map.of("schema.registry.url", endpoints.registry())));
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                endpoints.kafka(),
                                "isolation.level",
                                "read_committed",
                                "allow.auto.create.topics",
                                false,
                                "max.poll.records",
                                10_000),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            if (consumer.partitionsFor(dataset.topic()).stream().noneMatch(info -> info.partition() == partition)) {
                throw new CommandException(dataset + ": the server has no partition " + partition + " of it");
            }
            AvroDeserializer avro = new AvroDeserializer(registry);
            consumer.assign(List.of(at));
            consumer.seekToBeginning(List.of(at));
            long end = consumer.endOffsets(List.of(at)).getOrDefault(at, 0L);
            while (consumer.position(at) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.key() != null && isKey(wanted, avro, record)) {
                        offsets.add(record.offset());
                    }
                }
            }
        }
        if (offsets.isEmpty()) {
            throw new CommandException(
                    "--key " + key + ": no event of " + dataset + " in partition " + partition + " has it");
        }
        return offsets;
    }

    private static boolean isKey(JsonNode wanted, AvroDeserializer avro, ConsumerRecord<byte[], byte[]> record) {
        try {
            Object key = avro.deserialize(record.topic(), record.key());
            // As consume prints it, or as Avro does.
            return wanted.equals(json(DecodedPart.json(key)))
                    || wanted.equals(json(GenericData.get().toString(key)));
        } catch (SerializationException e) {
            return false; // No Avro, so nothing that could be asked for.
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandException("--key " + text + ": no JSON", e);
        }
    }
}
