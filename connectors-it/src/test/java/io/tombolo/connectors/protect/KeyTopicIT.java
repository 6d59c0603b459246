package io.tombolo.connectors.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import io.tombolo.protect.ProtectedValue;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTopicIT {

    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");

    @TempDir
    static Path dir;

    private static EmbeddedKafka kafka;
    private static Path keyset;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
        keyset = dir.resolve("keyset.json");
        KeyEncryption.create(keyset);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void writersAtTheSameMomentMakeOneGroupsKeysOnce() throws Exception {
        ExecutorService tasks = Executors.newFixedThreadPool(6);
        CountDownLatch together = new CountDownLatch(1);
        List<Future<GroupKeys>> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            asked.add(tasks.submit(() -> {
                KeyTopic topic = topic();
                together.await();
                return topic.keys(DATASET, "together");
            }));
        }

        together.countDown();
        List<String> keys = new ArrayList<>();
        for (Future<GroupKeys> one : asked) {
            keys.add(HexFormat.of().formatHex(one.get().toBytes()));
        }
        tasks.shutdown();

        assertThat(keys).hasSize(6).containsOnly(keys.get(0));
        assertThat(records(DATASET + " together")).hasSize(1);
    }

    @Test
    void whatAKilledWriterLeftOpenNeverCounts() {
        KafkaProducer<String, byte[]> killed = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "transactional.id",
                        Topics.KEYS_TRANSACTIONS + DATASET.topic() + "-killed"),
                new StringSerializer(),
                new ByteArraySerializer());
        topic().keys(DATASET, "another");
        killed.initTransactions();
        killed.beginTransaction();
        Future<?> unused = killed.send(new ProducerRecord<>(Topics.KEYS, 0, DATASET + " killed", new byte[] {1, 2, 3}));
        killed.flush();

        GroupKeys made = topic().keys(DATASET, "killed");

        assertThat(topic().keys(DATASET, "killed").toBytes()).isEqualTo(made.toBytes());
        assertThat(records(DATASET + " killed")).hasSize(1);
        assertThatThrownBy(killed::commitTransaction).isInstanceOf(RuntimeException.class);
        killed.close(Duration.ZERO);
    }

    @Test
    void anotherKeysetUnwrapsNothingAndMakesNothingNew() {
        topic().keys(DATASET, "kept");
        Path other = dir.resolve("other.json");
        KeyEncryption.create(other);

        assertThatThrownBy(() -> new KeyTopic(settings(), KeyEncryption.of(other.toString())).keys(DATASET, "kept"))
                .isInstanceOf(KeyException.class)
                .hasMessage(
                        "keys of hospital.example/visits, group kept: this key encryption key does not unwrap them");
        assertThat(records(DATASET + " kept")).hasSize(1);
    }

    @Test
    void theTransformProtectsWithTheKeysOfTheTopic() throws Exception {
        Path client = dir.resolve("client.properties");
        Files.writeString(client, "bootstrap.servers=" + kafka.bootstrapServers() + "\n");
        ToDatasetChange<SourceRecord> transform = new ToDatasetChange<>();
        transform.configure(Map.of(
                "dataset",
                DATASET.toString(),
                "key.fields",
                "id",
                "fields.protect",
                "diagnosis:clinical,price:billing",
                "subject.columns",
                "patient",
                "protect.keyset",
                keyset.toString(),
                "protect.kafka",
                client.toString()));
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("patient", Schema.OPTIONAL_STRING_SCHEMA)
                .field("diagnosis", Schema.OPTIONAL_STRING_SCHEMA)
                .field("price", Schema.OPTIONAL_INT64_SCHEMA)
                .build();

        Struct row = event(
                transform,
                new Struct(schema).put("id", 1).put("patient", "4711").put("diagnosis", "A09.9"));
        SourceRecord unknown =
                transform.apply(record(new Struct(schema).put("id", 2).put("diagnosis", "B01")));
        Struct nothing = event(transform, new Struct(schema).put("id", 3));

        DataKeyId expected = topic().keys(DATASET, "clinical").idOf(new Subject(Map.of("patient", "4711")));
        ProtectedValue value = ProtectedValue.read(
                        row.getStruct("after").getStruct("diagnosis").getBytes("bytes"))
                .orElseThrow();
        assertThat(value.keyId()).isEqualTo(expected);
        assertThat(row.getStruct("after").get("price")).isNull();
        assertThat(row.getStruct("after").get("patient")).isEqualTo("4711");
        assertThat(unknown.topic()).isEqualTo(Topics.REJECTED);
        assertThat(((Struct) unknown.value()).getString("detail"))
                .endsWith("subject column patient: no value, and a protected field has one");
        assertThat(nothing.getStruct("after").get("diagnosis")).isNull();
        transform.close();
    }

    private static Struct event(ToDatasetChange<SourceRecord> transform, Struct row) {
        return (Struct) transform.apply(record(row)).value();
    }

    private static SourceRecord record(Struct row) {
        return new SourceRecord(Map.of(), Map.of(), "any", null, null, null, row.schema(), row);
    }

    private static Map<String, Object> settings() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private static KeyTopic topic() {
        return new KeyTopic(settings(), KeyEncryption.of(keyset.toString()));
    }

    private static List<byte[]> records(String key) {
        TopicPartition partition = new TopicPartition(Topics.KEYS, 0);
        List<byte[]> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.key().equals(key)) {
                        found.add(record.value());
                    }
                }
            }
        }
        return found;
    }
}
