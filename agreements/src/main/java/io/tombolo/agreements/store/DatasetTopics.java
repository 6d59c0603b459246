package io.tombolo.agreements.store;

import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.AvroSerializer;
import io.tombolo.schemas.serde.KafkaTopics;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events of one kind of dataset to the topics of its organisations and reads them from there, each once, in order. For one thread at a time. */
final class DatasetTopics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatasetTopics.class);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String name;
    private final RegistryClient registry;
    private final Admin admin;
    private final Map<String, String> kafka;
    private final AvroDeserializer avro;
    private final SecureRandom random = new SecureRandom();
    private final Map<TopicPartition, Long> read = new LinkedHashMap<>();
    // Most nodes have no agreements, and need neither.
    private @Nullable KafkaProducer<Object, Object> producer;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /** @param name the dataset's within each organisation */
    DatasetTopics(String name, Map<String, String> kafka, Map<String, String> registrySettings) {
        this.name = name;
        registry = new HttpRegistryClient(RegistrySettings.from(registrySettings));
        avro = new AvroDeserializer(registry);
        this.kafka = Map.copyOf(kafka);
        admin = Admin.create(new HashMap<>(kafka));
    }

    private KafkaProducer<Object, Object> producer() {
        KafkaProducer<Object, Object> open = producer;
        if (open != null) {
            return open;
        }
        Map<String, Object> writing = new HashMap<>(kafka);
        writing.put("acks", "all");
        writing.put("max.block.ms", 10_000);
        writing.put("delivery.timeout.ms", 15_000);
        writing.put("request.timeout.ms", 7_500);
        writing.put("linger.ms", 0);
        open = new KafkaProducer<>(
                writing, new AvroSerializer(registry, Map.of(), true), new AvroSerializer(registry, Map.of(), false));
        producer = open;
        return open;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            return open;
        }
        Map<String, Object> reading = new HashMap<>(kafka);
        reading.put("isolation.level", "read_committed");
        reading.put("enable.auto.commit", false);
        reading.put("auto.offset.reset", "earliest");
        open = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer = open;
        return open;
    }

    /** Looks for topics that are there already. */
    void find() {
        try {
            admin.listTopics().names().get().stream()
                    .filter(topic -> topic.indexOf('.') > 0 && topic.endsWith("." + name))
                    .forEach(this::follow);
        } catch (ExecutionException e) {
            throw new KafkaException("topics can't be listed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private void follow(String topic) {
        read.putIfAbsent(new TopicPartition(topic, 0), 0L);
    }

    /** Returns when Kafka has it. */
    void write(DatasetId dataset, GenericRecord key, GenericRecord event) {
        String topic = dataset.topic();
        byte[] salt = new byte[Topics.SALT_LENGTH];
        random.nextBytes(salt);
        try {
            if (!read.containsKey(new TopicPartition(topic, 0))) {
                KafkaTopics.make(admin, Topics.dataset(dataset, 1));
                follow(topic);
            }
            ProducerRecord<Object, Object> record = new ProducerRecord<>(topic, 0, null, key, event);
            record.headers().add(Topics.SALT_HEADER, salt);
            producer().send(record).get();
        } catch (ExecutionException e) {
            throw new KafkaException("topic " + topic + ": an event can't be written", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    /**
     * Reads on to the topics' ends.
     *
     * @throws KafkaException when the ends are not reached in 30 s
     */
    void readOn(Consumer<Object> each) {
        readOn((offset, event) -> each.accept(event));
    }

    /**
     * The same, with each event's offset.
     *
     * @throws KafkaException when the ends are not reached in 30 s
     */
    void readOn(BiConsumer<Long, Object> each) {
        if (read.isEmpty()) {
            return;
        }
        KafkaConsumer<byte[], byte[]> reader = consumer();
        if (!reader.assignment().equals(read.keySet())) {
            reader.assign(read.keySet());
            read.forEach(reader::seek);
        }
        Map<TopicPartition, Long> ends = reader.endOffsets(read.keySet());
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("topics of " + name + ": not read to their ends in " + LONGEST);
            }
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(STEP)) {
                read.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
                recorded(record, each);
            }
        }
    }

    private void recorded(ConsumerRecord<byte[], byte[]> record, BiConsumer<Long, Object> each) {
        try {
            Object value = avro.deserialize(record.topic(), record.headers(), record.value());
            each.accept(record.offset(), value == null ? "" : value);
        } catch (MalformedException | SerializationException e) {
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("A record is not an event that could be taken, and is ignored");
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
        }
        admin.close(Duration.ofSeconds(5));
        avro.close();
    }
}
