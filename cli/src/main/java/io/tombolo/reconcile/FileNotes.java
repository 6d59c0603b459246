package io.tombolo.reconcile;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What {@code tombolo.files} says about the files of one dataset: the last note of each content. */
final class FileNotes {

    /**
     * The last note of one content.
     *
     * @param event {@code BEGUN}, {@code COLUMNS}, {@code SHARED} or {@code REFUSED}
     * @param sha256 of the file's bytes, hexadecimal
     * @param rows of it that were shared
     * @param rejected of it that were refused
     */
    record Note(String event, String file, String sha256, long rows, long rejected) {}

    private FileNotes() {}

    /** By the content's hash, in the order in which contents were first noted. */
    static Map<String, Note> read(Map<String, String> kafka, RegistryClient registry, String topic, DatasetId dataset) {
        Map<String, Note> notes = new LinkedHashMap<>();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("allow.auto.create.topics", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                AvroDeserializer avro = new AvroDeserializer(registry)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (avro.deserialize(record.topic(), record.headers(), record.value()) instanceof GenericRecord note
                            && dataset.toString().equals(note.get("organisation") + "/" + note.get("dataset"))) {
                        String hash = String.valueOf(note.get("sha256"));
                        notes.put(
                                hash,
                                new Note(
                                        String.valueOf(note.get("event")),
                                        String.valueOf(note.get("file")),
                                        hash,
                                        ((Number) note.get("rows")).longValue(),
                                        ((Number) note.get("rejected")).longValue()));
                    }
                }
            }
        }
        return notes;
    }
}
