package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.connectors.Committed;
import io.tombolo.connectors.ConnectRest;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka, a registry and a Connect worker, for several connectors of one test. */
final class CaptureRig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final EmbeddedKafka kafka;
    private final EmbeddedRegistry registry;
    private final EmbeddedConnect connect;
    private final Map<String, Map<String, String>> configs = new HashMap<>();
    final Committed topics;
    final ConnectRest rest;

    CaptureRig(Path dir, Map<String, String> worker) throws Exception {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
        registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                "127.0.0.1", 0, Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.SCHEMAS));
        connect = EmbeddedConnect.start(new EmbeddedConnect.Config(
                dir.resolve("connect"), "127.0.0.1", 0, kafka.bootstrapServers(), registry.uri(), worker));
        topics = new Committed(kafka.bootstrapServers(), registry.uri());
        rest = new ConnectRest(connect.uri());
        topics.create(Topics.REJECTED);
        topics.create(Backfill.TOPIC);
    }

    String bootstrap() {
        return kafka.bootstrapServers();
    }

    /** Makes the connector as {@code tombolo connect} does; the watch looks every half second. */
    void make(DatabaseConnector connector, Look look) {
        assertThat(look.findings())
                .filteredOn(one -> one.state() == Look.Finding.State.BAD)
                .isEmpty();
        Map<String, String> config = new LinkedHashMap<>(connector.config(look));
        config.put("transforms.watch.every.ms", "500");
        config.put("heartbeat.interval.ms", "500");
        config.put("connect.keep.alive.interval.ms", "2000");
        config.put("retriable.restart.connector.wait.ms", "1000");
        // Kafka's minute is too short for a transaction on a machine that does other work.
        config.put("producer.override.transaction.timeout.ms", "600000");
        configs.put(connector.name(), config);
        rest.put(connector.name(), config);
    }

    void backfill(DatabaseConnector connector) throws Exception {
        backfill(connector, connector.names());
    }

    void backfill(DatabaseConnector connector, List<TableName> tables) throws Exception {
        for (String request : Backfill.requests(tables, configs.getOrDefault(connector.name(), Map.of()))) {
            signal(connector, request);
        }
    }

    void signal(DatabaseConnector connector, String request) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(Backfill.TOPIC, connector.name(), request))
                    .get();
        }
    }

    /** The events of a dataset, once there are that many. */
    List<GenericRecord> events(DatabaseConnector connector, String dataset, int count) {
        String topic = "acme.example." + dataset;
        await(dataset).atMost(PATIENCE).pollInterval(LOOK_EVERY).until(() -> {
            assertThat(rest.taskTrace(connector.name())).isEmpty();
            return exists(topic) && topics.records(topic).size() >= count;
        });
        return topics.values(topic);
    }

    private boolean exists(String topic) {
        return topics.exists(topic);
    }

    /** The trace of the connector's task, once it has failed. */
    String failure(String connector) {
        return await(connector + " fails")
                .atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .until(() -> rest.taskTrace(connector), t -> !t.isEmpty());
    }

    /** Returns once the connector's task runs. */
    void running(String connector) {
        await(connector + " runs")
                .atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .until(() -> status(connector)
                        .path("tasks")
                        .path(0)
                        .path("state")
                        .asText()
                        .equals("RUNNING"));
    }

    private JsonNode status(String connector) {
        try {
            return new ObjectMapper().readTree(rest.get("/connectors/" + connector + "/status"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        topics.close();
        connect.close();
        registry.close();
        kafka.close();
    }
}
