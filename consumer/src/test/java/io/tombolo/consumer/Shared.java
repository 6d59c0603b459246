package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker, and datasets of raw records in transactions, so that their offsets have gaps. */
public final class Shared implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shared.class);

    private final EmbeddedKafka kafka;
    private final Random random = new Random(5);

    public Shared(Path folder) {
        kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(
                folder,
                "127.0.0.1",
                0,
                // What a broker does once in a while, at once: compaction and retention.
                Map.of(
                        "log.cleaner.backoff.ms", "200",
                        "log.initial.task.delay.ms", "200",
                        "log.retention.check.interval.ms", "300")));
    }

    public Map<String, Object> settings() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    public Admin admin() {
        return Admin.create(settings());
    }

    /** A new dataset without records. */
    public DatasetId dataset(int partitions) throws Exception {
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
    public void produce(DatasetId dataset, int partitions, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                "t" + UUID.randomUUID(),
                "linger.ms",
                // A commit sends what waits: so one transaction is one batch, however slow the machine is.
                10_000);
        int committed = 0;
        for (int tries = 0; committed < count && tries < 5; tries++) {
            committed = produce(settings, dataset, partitions, committed, count);
        }
        assertThat(committed).isEqualTo(count);
        awaitMarkers(dataset, partitions);
    }

    /** Commits records from one number to another, and returns how many are committed. */
    private int produce(Map<String, Object> settings, DatasetId dataset, int partitions, int first, int count) {
        int committed = first;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            while (committed < count) {
                if (committed % 500 == 400) {
                    producer.beginTransaction();
                    assertThat(producer.send(record(dataset, 0, -1))).isNotNull();
                    producer.flush();
                    producer.abortTransaction();
                }
                producer.beginTransaction();
                int end = Math.min(count, committed + 100);
                for (int i = committed; i < end; i++) {
                    assertThat(producer.send(record(dataset, i % partitions, i)))
                            .isNotNull();
                }
                producer.commitTransaction();
                committed = end;
            }
        } catch (InvalidTxnStateException e) {
            // A broker on a busy machine refuses a transaction so once in a great while. Nothing of it is committed,
            // and
            // the next producer of the same name ends what is left of it.
            LOG.atWarn().setCause(e).log("A transaction was refused; it is made again");
        }
        return committed;
    }

    /** A commit is acknowledged before each partition has its marker, and until then readers of committed records see less. */
    private void awaitMarkers(DatasetId dataset, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            ends.put(new TopicPartition(dataset.topic(), i), OffsetSpec.latest());
        }
        try (Admin admin = admin()) {
            await().atMost(Readers.PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> ends(admin, ends, IsolationLevel.READ_COMMITTED)
                            .equals(ends(admin, ends, IsolationLevel.READ_UNCOMMITTED)));
        }
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, Map<TopicPartition, OffsetSpec> ends, IsolationLevel isolation) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(ends, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((at, info) -> offsets.put(at, info.offset()));
        return offsets;
    }

    /** Produces one record. */
    void produce(DatasetId dataset, byte[] value) {
        byte[] salt = new byte[Topics.SALT_LENGTH];
        random.nextBytes(salt);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThat(producer.send(new ProducerRecord<>(
                            dataset.topic(),
                            0,
                            new byte[] {1},
                            value,
                            List.of(new RecordHeader(Topics.SALT_HEADER, salt)))))
                    .isNotNull();
        }
    }

    /** Produces records of so many different keys in turn, and returns what the broker has of them. */
    List<ConsumerRecord<byte[], byte[]>> produceKeys(DatasetId dataset, int count, int keys) {
        return produceKeys(dataset, 0, count, keys);
    }

    List<ConsumerRecord<byte[], byte[]>> produceKeys(DatasetId dataset, int partition, int count, int keys) {
        return produceKeys(dataset, partition, count, keys, Duration.ZERO);
    }

    /** Records that are of that age already. */
    List<ConsumerRecord<byte[], byte[]>> produceKeys(
            DatasetId dataset, int partition, int count, int keys, Duration age) {
        long timestamp = System.currentTimeMillis() - age.toMillis();
        List<ConsumerRecord<byte[], byte[]>> produced = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        dataset.topic(),
                        partition,
                        timestamp,
                        new byte[] {(byte) (i % keys), (byte) ((i % keys) >> 8)},
                        new byte[] {(byte) i});
                byte[] salt = new byte[Topics.SALT_LENGTH];
                random.nextBytes(salt);
                record.headers().add(Topics.SALT_HEADER, salt);
                records.add(record);
                sent.add(producer.send(record));
            }
            for (int i = 0; i < count; i++) {
                RecordMetadata place = sent.get(i).get();
                ProducerRecord<byte[], byte[]> record = records.get(i);
                produced.add(new ConsumerRecord<>(
                        place.topic(),
                        partition,
                        place.offset(),
                        place.timestamp(),
                        TimestampType.CREATE_TIME,
                        record.key().length,
                        record.value().length,
                        record.key(),
                        record.value(),
                        record.headers(),
                        Optional.empty()));
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return produced;
    }

    void configure(DatasetId dataset, Map<String, String> settings) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, dataset.topic());
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(one -> new AlterConfigOp(new ConfigEntry(one.getKey(), one.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(topic, changes)).all().get();
        }
    }

    /** The offset of the first record that is left. */
    long beginning(TopicPartition at) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.beginningOffsets(List.of(at)).get(at);
        }
    }

    /** Copies records into another topic, as a mirror does, with or without their offsets. */
    void mirror(List<ConsumerRecord<byte[], byte[]>> records, DatasetId into, boolean withOffsets) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                ProducerRecord<byte[], byte[]> copy = new ProducerRecord<>(
                        into.topic(), 0, record.timestamp(), record.key(), record.value(), record.headers());
                if (withOffsets) {
                    byte[] offset = ByteBuffer.allocate(Long.BYTES)
                            .putLong(record.offset())
                            .array();
                    copy.headers().add("tombolo-offset", offset);
                }
                assertThat(producer.send(copy)).isNotNull();
            }
        }
    }

    /** Deletes a topic and makes another one of its name. */
    void makeAgain(DatasetId dataset) throws Exception {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(dataset.topic())).all().get();
            await().atMost(Readers.PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains(dataset.topic()));
            admin.createTopics(List.of(new NewTopic(dataset.topic(), 1, (short) 1)))
                    .all()
                    .get();
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
    public List<ConsumerRecord<byte[], byte[]>> read(DatasetId dataset, int partitions) {
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
