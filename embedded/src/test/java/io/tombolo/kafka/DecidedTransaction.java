package io.tombolo.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;

/**
 * A folder as kill -9 leaves it between the decision of a transaction and its markers: the records and a group's offset are
 * written, the coordinator's log says PREPARE_COMMIT, and the metadata say that the broker lives and leads its partitions.
 */
final class DecidedTransaction {
    static final String ID = "decided";
    static final String TOPIC = "t";
    static final int PARTITIONS = 50;
    static final String GROUP = "g";
    static final TopicPartition READ = new TopicPartition("read", 0);
    static final long OFFSET = 7;

    private static final byte PREPARE_COMMIT = 2;

    private DecidedTransaction() {}

    /** Runs a node in {@code running}, and leaves what its process would leave behind if it were killed in {@code killed}. */
    @SuppressWarnings("removal") // nothing else names a group that has no member
    static void leaveIn(Path running, Path killed) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(config(running));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                var producer = producer(kafka.bootstrapServers(), Map.of("transactional.id", ID))) {
            admin.createTopics(List.of(
                            new NewTopic(TOPIC, PARTITIONS, (short) 1), new NewTopic(READ.topic(), 1, (short) 1)))
                    .all()
                    .get();
            producer.initTransactions();
            producer.beginTransaction();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[] {(byte) partition}))
                        .get();
            }
            producer.sendOffsetsToTransaction(
                    Map.of(READ, new OffsetAndMetadata(OFFSET)), new ConsumerGroupMetadata(GROUP));
            decide(kafka.bootstrapServers(), admin);
            copy(running, killed);
            producer.close(Duration.ZERO);
        }
    }

    /** With small index files, of which there are many to copy. */
    static EmbeddedKafka.Config config(Path folder) {
        return new EmbeddedKafka.Config(folder, "127.0.0.1", 0, Map.of("log.index.size.max.bytes", "4096"));
    }

    /** What the coordinator writes when it is asked to commit, as the client that may write to internal topics. */
    private static void decide(String servers, Admin admin) throws Exception {
        ConsumerRecord<byte[], byte[]> last = lastOf(servers, admin);
        ByteBuffer bytes = ByteBuffer.wrap(last.value());
        short version = bytes.getShort();
        TransactionLogValue value = new TransactionLogValue(new ByteBufferAccessor(bytes), version);
        value.setTransactionStatus(PREPARE_COMMIT).setProducerEpoch((short) (value.producerEpoch() + 1));
        try (var coordinator = producer(servers, Map.of("client.id", "__admin_client"))) {
            coordinator
                    .send(new ProducerRecord<>(
                            last.topic(),
                            last.partition(),
                            last.key(),
                            MessageUtil.toVersionPrefixedBytes(version, value)))
                    .get();
        }
    }

    private static ConsumerRecord<byte[], byte[]> lastOf(String servers, Admin admin) throws Exception {
        String topic = "__transaction_state";
        int count = admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get()
                .partitions()
                .size();
        List<TopicPartition> partitions = Stream.iterate(0, n -> n < count, n -> n + 1)
                .map(n -> new TopicPartition(topic, n))
                .toList();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            ConsumerRecord<byte[], byte[]> last = null;
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    last = record;
                }
            }
            if (last == null) {
                throw new AssertionError("the coordinator has no record of " + ID);
            }
            return last;
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String servers, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", servers);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Of a broker that may be running: a checkpoint that it renames meanwhile is copied before or after that. */
    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectory(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)));
                } catch (NoSuchFileException e) {
                    return visitFileFailed(file, e);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException && file.toString().endsWith(".tmp")) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }
}
