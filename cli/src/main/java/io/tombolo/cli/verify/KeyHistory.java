package io.tombolo.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.server.Endpoints;
import io.tombolo.verification.decoded.DecodedPart;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Where a key's events lie, by reading the dataset's topic from start to end. */
final class KeyHistory {
    private KeyHistory() {}

    /** A key's offsets in the one partition that holds it. */
    record Found(int partition, SortedSet<Long> offsets) {}

    /**
     * The offsets of all records with that key that the broker holds now.
     *
     * @param partition where to look; null: in all of them, of which one may hold it
     * @param key as JSON, as {@code consume} prints it: {@code {"id": 7}}
     */
    static Found find(Server server, DatasetId dataset, @Nullable Integer partition, String key) {
        JsonNode wanted = json(key);
        SortedMap<Integer, SortedSet<Long>> found = new TreeMap<>();
        Endpoints endpoints = server.endpoints();
        Map<String, Object> kafka = new HashMap<>(server.connection().kafka(endpoints));
        kafka.put("isolation.level", "read_committed");
        kafka.put("allow.auto.create.topics", false);
        kafka.put("max.poll.records", 10_000);
        try (HttpRegistryClient registry = new HttpRegistryClient(
                        RegistrySettings.from(server.connection().registry(endpoints)));
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(dataset.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .filter(at -> partition == null || at.partition() == partition)
                    .toList();
            if (all.isEmpty()) {
                throw new CommandException(dataset + ": the server has no partition "
                        + (partition == null ? "" : partition + " ") + "of it");
            }
            AvroDeserializer avro = new AvroDeserializer(registry);
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.key() != null && isKey(wanted, avro, record)) {
                        found.computeIfAbsent(record.partition(), any -> new TreeSet<>())
                                .add(record.offset());
                    }
                }
            }
        }
        if (found.isEmpty()) {
            throw new CommandException("--key " + key + ": no event of " + dataset
                    + (partition == null ? "" : " in partition " + partition) + " has it");
        }
        if (found.size() > 1) {
            throw new CommandException("--key " + key + ": events of " + dataset + " in partitions " + found.keySet()
                    + " have it, and evidence is of one: choose it with --partition");
        }
        return new Found(found.firstKey(), found.values().iterator().next());
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
