package io.tombolo.anchoring;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.ledger.memory.InMemoryConsortium;
import io.tombolo.schemas.contract.Contracts;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.schemas.serde.AvroSerializer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker, a registry, a ledger and keys, and what it takes to share and to look. */
final class Cluster implements AutoCloseable {
    static final String ORGANISATION = "acme.example";
    static final Schema ROW = SchemaBuilder.record("acme.Row")
            .fields()
            .requiredString("name")
            .requiredLong("number")
            .endRecord();

    final Path dir;
    final InMemoryRegistry registry = registry();
    final InMemoryConsortium consortium = new InMemoryConsortium("test", Clock.systemUTC());
    final PemLogKeys keys;
    final Admin admin;
    private final String bootstrapServers;
    private @Nullable EmbeddedKafka kafka;
    final AvroSerializer values = new AvroSerializer(registry, Map.of(), false);

    Cluster(Path dir) {
        this(dir, Map.of());
    }

    /** With settings for the broker. */
    Cluster(Path dir, Map<String, String> settings) {
        // A port that stays this broker's while it is closed.
        this(
                dir,
                EmbeddedKafka.start(new EmbeddedKafka.Config(
                        dir.resolve("kafka"),
                        "127.0.0.1",
                        EmbeddedKafka.freePort(InetAddress.getLoopbackAddress()),
                        settings)));
    }

    private Cluster(Path dir, EmbeddedKafka kafka) {
        this(dir, kafka, kafka.bootstrapServers());
    }

    private Cluster(Path dir, @Nullable EmbeddedKafka kafka, String bootstrapServers) {
        this.dir = dir;
        this.kafka = kafka;
        this.bootstrapServers = bootstrapServers;
        this.keys = new PemLogKeys(dir.resolve("keys"));
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** With a broker that runs elsewhere. */
    static Cluster on(Path dir, String bootstrapServers) {
        return new Cluster(dir, null, bootstrapServers);
    }

    /** A registry with all schemas in it, under the same ids in every process. */
    static InMemoryRegistry registry() {
        InMemoryRegistry registry = new InMemoryRegistry();
        AvroSerializer keys = new AvroSerializer(registry, Map.of(), true);
        for (Schema schema : List.of(ROW, Contracts.SEALED_BATCH, Contracts.ANCHOR, Contracts.REJECTED_INPUT)) {
            registry.register("all", SchemaSource.of(schema), false);
        }
        keys.serialize("all", "");
        return registry;
    }

    AnchoringConfig config() {
        return AnchoringConfig.FILE
                .defaults()
                .modest()
                .withDataDir(dir.resolve("anchoring"))
                .withKafka(Map.of("bootstrap.servers", bootstrapServers()));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** Ends the broker in order; it takes no requests until it is opened again. */
    void closeKafka() {
        if (kafka != null) {
            kafka.close();
            kafka = null;
        }
    }

    /** Starts the broker on its old data and port. */
    void reopenKafka() {
        int port = Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
        kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(dir.resolve("kafka"), "127.0.0.1", port, Map.of()));
    }

    AnchoringService start() {
        return start(config());
    }

    AnchoringService start(AnchoringConfig config) {
        return AnchoringService.start(config, keys, consortium::ledger, registry);
    }

    void topic(String name, int partitions) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                .all()
                .get();
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        java.util.HashMap<String, Object> settings = new java.util.HashMap<>(more);
        settings.put("bootstrap.servers", bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A record whose key and value are framed Avro, salted. */
    ProducerRecord<byte[], byte[]> change(String topic, int partition, long number) {
        byte[] value = values.serialize(
                topic,
                new GenericRecordBuilder(ROW)
                        .set("name", "row " + number)
                        .set("number", number)
                        .build());
        byte[] key = values.serialize(topic + "-key", Long.toString(number));
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, key, value);
        record.headers().add(Topics.SALT_HEADER, salt(number));
        return record;
    }

    ProducerRecord<byte[], byte[]> raw(String topic, int partition, String text) {
        return new ProducerRecord<>(topic, partition, null, text.getBytes(StandardCharsets.UTF_8));
    }

    void publish(String topic, int partition, long from, long count) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
            for (long number = from; number < from + count; number++) {
                sent.add(producer.send(change(topic, partition, number)));
            }
            for (java.util.concurrent.Future<?> future : sent) {
                future.get();
            }
        }
    }

    /** What the service wrote and what it should have written. */
    Outputs outputs() {
        return new Outputs(bootstrapServers, registry);
    }

    private static byte[] salt(long number) {
        byte[] salt = new byte[Topics.SALT_LENGTH];
        for (int i = 0; i < 8; i++) {
            salt[i] = (byte) (number >>> (8 * i));
        }
        return salt;
    }

    @Override
    public void close() {
        admin.close();
        closeKafka();
    }
}
