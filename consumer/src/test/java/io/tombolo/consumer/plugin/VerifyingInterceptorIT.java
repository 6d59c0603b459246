package io.tombolo.consumer.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.consumer.Changed;
import io.tombolo.consumer.OneBroker;
import io.tombolo.consumer.Owner;
import io.tombolo.consumer.PlainReceipts;
import io.tombolo.consumer.RefusedException;
import io.tombolo.consumer.Shared;
import io.tombolo.consumer.listen.VerdictMetrics;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.Refusal;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(OneBroker.class)
class VerifyingInterceptorIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static Shared shared;
    private DatasetId dataset;
    private Owner owner;
    private List<ConsumerRecord<byte[], byte[]>> records;
    private Path policy;

    @BeforeAll
    static void start(Shared broker) {
        shared = broker;
    }

    @BeforeEach
    void share() throws Exception {
        dataset = shared.dataset(1);
        shared.produce(dataset, 1, 300);
        records = shared.read(dataset, 1);
        owner = new Owner(dataset, 1);
        policy = folder.resolve("policy.json");
        Files.write(policy, PolicyFile.write(owner.policy()));
        HeardVerdicts.SEALED.set(-1);
    }

    @AfterEach
    void closeOwner() {
        owner.close();
    }

    @Test
    void verifiesAConsumerOfStringsThatIsConfiguredByItsPropertiesAlone() throws Exception {
        owner.seal(records, 100);
        Properties properties = plain("clean");
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties)) {
            consumer.subscribe(List.of(dataset.topic()));
            List<String> read = new ArrayList<>();

            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    assertThat(record.headers().headers(RawBytes.VALUE)).isEmpty();
                    read.add(record.value());
                });
                return HeardVerdicts.SEALED.get() == records.get(299).offset();
            });

            assertThat(read).hasSize(300).startsWith("event 0").endsWith("event 299");
            assertThat(ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(
                                    new ObjectName("kafka.consumer:type=" + VerdictMetrics.GROUP
                                            + ",client-id=clean,topic=" + dataset.topic() + ",partition=0"),
                                    "sealed-offset"))
                    .isEqualTo(records.get(299).offset());
        }
    }

    @Test
    void stopsAConsumerOfStringsAtAnAlteredRecord() {
        owner.seal(altered(150), 100);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(plain("altered"))) {
            consumer.subscribe(List.of(dataset.topic()));

            assertThatThrownBy(() -> readFor(consumer))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(Refusal.ALTERED.name())
                    .hasMessageContaining("offset " + records.get(150).offset());
        }
    }

    @Test
    void stopsAStreamsApplicationAtAnAlteredRecord() {
        owner.seal(altered(150), 100);
        Properties properties = new Properties();
        properties.put("bootstrap.servers", shared.settings().get("bootstrap.servers"));
        properties.put("application.id", "app-" + UUID.randomUUID());
        properties.put("state.dir", folder.resolve("streams").toString());
        properties.put("auto.offset.reset", "earliest");
        properties.put("consumer.isolation.level", "read_committed");
        properties.put("main.consumer.interceptor.classes", VerifyingInterceptor.class.getName());
        keys().forEach((key, value) -> properties.put("main.consumer." + key, value));
        StreamsBuilder builder = new StreamsBuilder();
        List<String> read = new CopyOnWriteArrayList<>();
        builder.stream(dataset.topic(), Consumed.with(Serdes.ByteArray(), Serdes.String()))
                .foreach((key, value) -> read.add(value));
        AtomicReference<Throwable> died = new AtomicReference<>();
        try (KafkaStreams streams = new KafkaStreams(builder.build(), properties)) {
            streams.setUncaughtExceptionHandler(e -> {
                died.set(e);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();

            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                shared.produce(dataset, 1, 1);
                return died.get() != null;
            });
        }
        Throwable root = died.get();
        while (root.getCause() != null) {
            root = root.getCause();
        }
        assertThat(root)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("ALTERED")
                .hasMessageContaining("offset " + records.get(150).offset());
        assertThat(read).hasSizeGreaterThanOrEqualTo(300);
    }

    @Test
    void stopsAConnectSinkAtAnAlteredRecord() throws Exception {
        owner.seal(altered(150), 100);
        EmbeddedConnect.Config config = new EmbeddedConnect.Config(
                folder.resolve("connect"),
                "127.0.0.1",
                0,
                shared.settings().get("bootstrap.servers").toString(),
                URI.create("http://127.0.0.1:1"),
                Map.of(
                        "key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                        "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"));
        Map<String, String> sink = new HashMap<>();
        sink.put("connector.class", CountingSink.class.getName());
        sink.put("tasks.max", "1");
        sink.put("topics", dataset.topic());
        sink.put("consumer.override.isolation.level", "read_committed");
        sink.put("consumer.override.interceptor.classes", VerifyingInterceptor.class.getName());
        keys().forEach((key, value) -> sink.put("consumer.override." + key, value));
        String body = sink.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        try (EmbeddedConnect connect = EmbeddedConnect.start(config)) {
            // A worker may say that it can't just now, and that one may ask again.
            await().atMost(PATIENCE)
                    .until(() -> rest(HttpRequest.newBuilder(URI.create(connect.uri() + "/connectors/sink/config"))
                                    .header("Content-Type", "application/json")
                                    .PUT(HttpRequest.BodyPublishers.ofString(body)))
                            .contains("\"name\":\"sink\""));

            AtomicReference<String> status = new AtomicReference<>("");
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                shared.produce(dataset, 1, 1);
                status.set(rest(HttpRequest.newBuilder(URI.create(connect.uri() + "/connectors/sink/status"))));
                return status.get().contains("FAILED");
            });

            assertThat(status.get())
                    .contains("RefusedException")
                    .contains("ALTERED")
                    .contains("offset " + records.get(150).offset());
            assertThat(CountingSink.COUNT.get()).isGreaterThanOrEqualTo(300);
        }
    }

    @Test
    void tellsOnlyWhereItIsConfiguredTo() {
        owner.seal(altered(150), 100);
        Properties properties = plain("telling");
        properties.put("tombolo.on.refusal", "tell");
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties)) {
            consumer.subscribe(List.of(dataset.topic()));

            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> assertThat(record.value()).startsWith("event"));
                return HeardVerdicts.SEALED.get() == records.get(299).offset();
            });
        }
    }

    @Test
    void raisesNoFalseAlarmWhenTheSoftwareGoesBack() {
        owner.seal(records, 100);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(plain("back"))) {
            consumer.subscribe(List.of(dataset.topic()));
            for (int round = 0; round < 2; round++) {
                HeardVerdicts.SEALED.set(-1);
                await().atMost(PATIENCE).until(() -> {
                    consumer.poll(Duration.ofMillis(100))
                            .forEach(record -> assertThat(record.value()).isNotEmpty());
                    return HeardVerdicts.SEALED.get() == records.get(299).offset();
                });
                consumer.seekToBeginning(consumer.assignment());
            }
        }
        assertThat(HeardVerdicts.SEALED.get()).isEqualTo(records.get(299).offset());
    }

    @Test
    void saysWhatIsMissingInTheProperties() {
        Properties uncommitted = plain("a");
        uncommitted.put("isolation.level", "read_uncommitted");
        Properties strings = plain("b");
        strings.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        Properties misspelt = plain("c");
        misspelt.put("tombolo.on.refusals", "stop");

        assertThatThrownBy(() -> new KafkaConsumer<>(uncommitted))
                .isInstanceOf(KafkaException.class)
                .hasStackTraceContaining("must be read_committed: what was aborted was never sealed");
        assertThatThrownBy(() -> new KafkaConsumer<>(strings))
                .hasStackTraceContaining("must be " + RawKeepingDeserializer.class.getName()
                        + ", with tombolo.value.deserializer=org.apache.kafka.common.serialization.StringDeserializer");
        assertThatThrownBy(() -> new KafkaConsumer<>(misspelt)).hasStackTraceContaining("tombolo.on.refusals");
    }

    private static void readFor(KafkaConsumer<String, String> consumer) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            ConsumerRecords<String, String> polled = consumer.poll(Duration.ofMillis(200));
            for (ConsumerRecord<String, String> record : polled) {
                assertThat(record.value()).startsWith("event");
            }
            shared.produce(
                    DatasetId.fromTopic(consumer.subscription().iterator().next()), 1, 1);
        }
    }

    private Properties plain(String clientId) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", shared.settings().get("bootstrap.servers"));
        properties.put("group.id", "g" + UUID.randomUUID());
        properties.put("client.id", clientId);
        properties.put("auto.offset.reset", "earliest");
        properties.put("isolation.level", "read_committed");
        properties.put("interceptor.classes", VerifyingInterceptor.class.getName());
        for (String part : List.of("key", "value")) {
            properties.put(part + ".deserializer", RawKeepingDeserializer.class.getName());
            properties.put(
                    "tombolo." + part + ".deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        }
        properties.putAll(keys());
        return properties;
    }

    private Map<String, String> keys() {
        return Map.of(
                "tombolo.read.side", owner.uri().toString(),
                "tombolo.policy", policy.toString(),
                "tombolo.topics", dataset.topic(),
                "tombolo.key.format", "raw",
                "tombolo.value.format", "raw",
                "tombolo.receipts", "plain=" + PlainReceipts.class.getName(),
                "tombolo.listener", HeardVerdicts.class.getName());
    }

    /** The records as the owner had them, when one of them was altered on the broker since. */
    private List<ConsumerRecord<byte[], byte[]>> altered(int which) {
        List<ConsumerRecord<byte[], byte[]>> before = new ArrayList<>(records);
        before.set(which, Changed.value(records.get(which), "as it was".getBytes(StandardCharsets.UTF_8)));
        return before;
    }

    private static String rest(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
