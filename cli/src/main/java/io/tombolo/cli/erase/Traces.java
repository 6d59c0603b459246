package io.tombolo.cli.erase;

import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ObjectClaim;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What else there is of a subject beside its keys, for the operator to look at: records with its protected values, the objects that those records
 * speak of, and refused rows.
 */
final class Traces {
    private static final Duration STEP = Duration.ofMillis(500);

    private final Map<String, String> kafka;
    private final Map<String, String> registry;
    /** Records with a protected value of the subject. */
    long records;
    /** Objects that they speak of, each with the record's place. */
    final List<String> objects = new ArrayList<>();
    /** Refused rows that have all of the subject's values somewhere. */
    final List<String> rejected = new ArrayList<>();

    Traces(Map<String, String> kafka, Map<String, String> registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Reads the whole dataset, and all refused rows. */
    void find(DatasetId dataset, Collection<DataKeyId> keys, Subject subject) {
        try (AvroDeserializer avro = new AvroDeserializer()) {
            avro.configure(registry, false);
            List<String> patterns =
                    keys.stream().flatMap(key -> patterns(key).stream()).toList();
            read(dataset.topic(), record -> {
                if (record.value() != null && holds(record.value(), patterns)) {
                    records++;
                    claims(avro, record);
                }
            });
            read(Topics.REJECTED, record -> {
                if (record.value() != null
                        && avro.deserialize(record.topic(), record.headers(), record.value())
                                instanceof GenericRecord row) {
                    rejected(RejectedInput.fromAvro(row), record, dataset, subject);
                }
            });
        }
    }

    /** How a protected value begins: as it is, and in the JSON of a document. */
    private static List<String> patterns(DataKeyId key) {
        byte[] start = new byte[1 + DataKeyId.LENGTH];
        start[0] = 1;
        System.arraycopy(HexFormat.of().parseHex(key.toString()), 0, start, 1, DataKeyId.LENGTH);
        // The last character of the base64 has bits of what follows.
        return List.of(
                new String(start, StandardCharsets.ISO_8859_1),
                Base64.getEncoder().withoutPadding().encodeToString(start).substring(0, 22));
    }

    private static boolean holds(byte[] value, Collection<String> texts) {
        String all = new String(value, StandardCharsets.ISO_8859_1);
        return texts.stream().anyMatch(all::contains);
    }

    private void claims(AvroDeserializer avro, ConsumerRecord<byte[], byte[]> record) {
        try {
            ObjectClaim.in(avro.deserialize(record.topic(), record.headers(), record.value()))
                    .forEach(claim -> objects.add("partition " + record.partition() + ", offset " + record.offset()
                            + ": " + (claim.location() == null ? "SHA-256 " + claim.sha256() : claim.location())));
        } catch (SerializationException e) {
            // No reader can decode it: it claims nothing.
        }
    }

    private void rejected(
            RejectedInput input, ConsumerRecord<byte[], byte[]> record, DatasetId dataset, Subject subject) {
        ByteBuffer refused = input.input();
        if (refused == null
                || !input.organisation().equals(dataset.organisation())
                || !input.dataset().equals(dataset.name())) {
            return;
        }
        byte[] bytes = new byte[refused.remaining()];
        refused.duplicate().get(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (subject.values().values().stream().allMatch(text::contains)) {
            rejected.add(Topics.REJECTED + ", partition " + record.partition() + ", offset " + record.offset() + ": "
                    + input.reason()
                    + (input.file() == null
                            ? ""
                            : ", " + input.file() + (input.line() == null ? "" : " line " + input.line())));
        }
    }

    private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("allow.auto.create.topics", false);
        settings.put("enable.auto.commit", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(one -> new TopicPartition(topic, one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(STEP).forEach(each);
            }
        }
    }
}
