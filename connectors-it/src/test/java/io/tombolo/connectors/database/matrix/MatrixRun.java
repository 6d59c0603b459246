package io.tombolo.connectors.database.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.connectors.ConnectRest;
import io.tombolo.connectors.database.Backfill;
import io.tombolo.connectors.database.TableName;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionTimeoutException;

/** Runs the matrix on one database: first snapshot, changes, back-fill; with real parts from the database to the topic. */
final class MatrixRun {

    private static final String CONNECTOR = "matrix";
    /** So few rows at a time that a back-fill continues behind keys of every type. */
    private static final String CHUNK = "2";

    /** Of an event, in bytes, as an operator raises it: rows hold values of 1 MB twice, and the row before. */
    private static final int LARGEST = 8 << 20;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String PREFIX = "acme.example.";

    private final MatrixDatabase database;
    private final List<MatrixTable> tables = new ArrayList<>();
    private final Map<String, List<Told>> events = new HashMap<>();
    private final Map<String, List<Judge.Refusal>> refusals = new HashMap<>();
    private int received;

    MatrixRun(MatrixDatabase database, List<MatrixType> types) throws SQLException {
        this.database = database;
        for (MatrixType type : types) {
            for (String identity : database.identities()) {
                MatrixTable table = new MatrixTable(database, type, identity);
                if (table.make()) {
                    tables.add(table);
                }
            }
        }
    }

    List<Outcome> run(Path dir, Map<String, String> worker) throws Exception {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        tables.forEach(table -> outcomes.putIfAbsent(table.type().name(), new Outcome(table.type())));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        "127.0.0.1", 0, Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.SCHEMAS));
                EmbeddedConnect connect = EmbeddedConnect.start(new EmbeddedConnect.Config(
                        dir.resolve("connect"), "127.0.0.1", 0, kafka.bootstrapServers(), registry.uri(), worker));
                AvroDeserializer deserializer = new AvroDeserializer();
                var consumer = new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            deserializer.configure(Map.of("schema.registry.url", registry.uri().toString()), false);
            List<String> topics = new ArrayList<>(List.of(Topics.REJECTED, Backfill.TOPIC));
            tables.forEach(table -> topics.add(PREFIX + table.name()));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.createTopics(topics.stream()
                                .map(topic -> new NewTopic(topic, 1, (short) 1)
                                        .configs(Map.of("max.message.bytes", Integer.toString(LARGEST))))
                                .toList())
                        .all()
                        .get();
            }
            consumer.assign(topics.stream()
                    .filter(topic -> !topic.equals(Backfill.TOPIC))
                    .map(topic -> new TopicPartition(topic, 0))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            Receiver receiver = () -> consumer.poll(Duration.ofMillis(200)).forEach(one -> take(one, deserializer));
            ConnectRest rest = new ConnectRest(connect.uri());

            Map<String, List<Expected>> expected = new HashMap<>();
            for (MatrixTable table : tables) {
                expected.put(table.name(), table.fill());
            }
            Map<String, String> config = new HashMap<>(
                    database.connector(tables.stream().map(MatrixTable::table).toList(), kafka.bootstrapServers()));
            config.put("incremental.snapshot.chunk.size", CHUNK);
            // Kafka's minute is too short for a transaction on a machine that does other work.
            config.put("producer.override.transaction.timeout.ms", "600000");
            config.put("producer.override.max.request.size", Integer.toString(LARGEST));
            config.put("transforms.change.record.max.bytes", Integer.toString(LARGEST - 1024));
            rest.put(CONNECTOR, config);
            judge(expected, outcomes, receiver, rest, false);

            for (MatrixTable table : tables) {
                expected.put(table.name(), table.change());
            }
            judge(expected, outcomes, receiver, rest, true);

            Map<String, List<MatrixTable>> kinds = new LinkedHashMap<>();
            for (MatrixTable table : tables) {
                String kind =
                        requests(List.of(table), config).get(0).contains("\"blocking\"") ? "at once" : "in chunks";
                kinds.computeIfAbsent(kind, none -> new ArrayList<>()).add(table);
            }
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                for (List<MatrixTable> kind : kinds.values()) {
                    expected.clear();
                    for (MatrixTable table : kind) {
                        expected.put(table.name(), table.present("back-fill"));
                    }
                    for (String request : requests(kind, config)) {
                        producer.send(new ProducerRecord<>(Backfill.TOPIC, CONNECTOR, request))
                                .get();
                    }
                    judge(expected, outcomes, receiver, rest, false);
                }
            }
        }
        return List.copyOf(outcomes.values());
    }

    private static List<String> requests(List<MatrixTable> tables, Map<String, String> config) {
        return Backfill.requests(
                tables.stream().map(table -> TableName.parse(table.table())).toList(), config);
    }

    private interface Receiver {
        void poll();
    }

    private void take(ConsumerRecord<byte[], byte[]> record, AvroDeserializer deserializer) {
        GenericRecord value = (GenericRecord) deserializer.deserialize(record.topic(), record.value());
        received++;
        if (record.topic().equals(Topics.REJECTED)) {
            refusals.computeIfAbsent(value.get("dataset").toString(), key -> new ArrayList<>())
                    .add(new Judge.Refusal(
                            value.get("reason").toString(), value.get("detail").toString()));
        } else {
            events.computeIfAbsent(record.topic().substring(PREFIX.length()), key -> new ArrayList<>())
                    .add(new Told((GenericRecord) deserializer.deserialize(record.topic(), record.key()), value));
        }
    }

    private void judge(
            Map<String, List<Expected>> expected,
            Map<String, Outcome> outcomes,
            Receiver receiver,
            ConnectRest rest,
            boolean ordered) {
        int due = expected.values().stream().mapToInt(List::size).sum();
        received = 0;
        events.clear();
        refusals.clear();
        try {
            // However long it takes, as long as it continues.
            while (received < due) {
                int before = received;
                await().atMost(PATIENCE)
                        .pollInSameThread()
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> {
                            receiver.poll();
                            assertThat(rest.taskTrace(CONNECTOR)).isEmpty();
                            return received > before;
                        });
            }
        } catch (ConditionTimeoutException e) {
            // Which changes are missing says more than that some are.
            assertThat(received).as("events and refusals").isLessThan(due);
        }
        for (MatrixTable table : tables) {
            new Judge(
                            database,
                            table,
                            Objects.requireNonNull(outcomes.get(table.type().name())))
                    .judge(
                            expected.getOrDefault(table.name(), List.of()),
                            events.getOrDefault(table.name(), List.of()),
                            refusals.getOrDefault(table.name(), List.of()),
                            ordered);
        }
    }
}
