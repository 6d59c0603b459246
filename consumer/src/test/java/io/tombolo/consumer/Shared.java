package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.kafka.EmbeddedKafkaConfig;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, and datasets of raw records in transactions, so that their offsets have gaps. */
final class Shared implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final Random random = new Random(5);

    Shared(Path folder) {
        kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.loopback(folder));
    }

    Map<String, Object> settings() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    Admin admin() {
        return Admin.create(settings());
    }

    /** A new dataset without records. */
    DatasetId dataset(int partitions) throws Exception {
        DatasetId dataset =
                new DatasetId("acme.example", "d" + UUID.randomUUID().toString().substring(0, 8));
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(dataset.topic(), partitions, (short) 1)))
                    .all()
                    .get();
        }
        return dataset;
    }

    /** Produces records to every partition in turn, some of them in aborted transactions. */
    void produce(DatasetId dataset, int partitions, int count) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "t" + UUID.randomUUID());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int from = 0; from < count; from += 100) {
                if (from % 500 == 400) {
                    producer.beginTransaction();
                    assertThat(producer.send(record(dataset, 0, -1))).isNotNull();
                    producer.flush();
                    producer.abortTransaction();
                }
                producer.beginTransaction();
                for (int i = from; i < Math.min(count, from + 100); i++) {
                    assertThat(producer.send(record(dataset, i % partitions, i)))
                            .isNotNull();
                }
                producer.commitTransaction();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(DatasetId dataset, int partition, int i) {
        byte[] salt = new byte[Topics.SALT_LENGTH];
        random.nextBytes(salt);
        return new ProducerRecord<>(
                dataset.topic(),
                partition,
                ByteBuffer.allocate(4).putInt(i).array(),
                ("event " + i).getBytes(StandardCharsets.UTF_8),
                List.of(new RecordHeader(Topics.SALT_HEADER, salt)));
    }

    /** All committed records of a dataset, by partition. */
    List<ConsumerRecord<byte[], byte[]>> read(DatasetId dataset, int partitions) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (int i = 0; i < partitions; i++) {
                TopicPartition at = new TopicPartition(dataset.topic(), i);
                consumer.assign(List.of(at));
                consumer.seekToBeginning(List.of(at));
                long end = consumer.endOffsets(List.of(at)).get(at);
                while (consumer.position(at) < end) {
                    consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                }
            }
        }
        return records;
    }

    @Override
    public void close() {
        kafka.close();
    }
}
