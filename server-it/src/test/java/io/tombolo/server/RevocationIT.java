package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.State;
import io.tombolo.agreements.http.AgreementClient;
import io.tombolo.agreements.http.AgreementRefusedException;
import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.http.HttpAccess;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.verification.EvidenceVerifier;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agreement ends while its partner reads at full speed, with every kind of reader; another partner continues to read. */
class RevocationIT {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int PARKED_MS = 20_000;
    private static final DatasetId DATASET = new DatasetId("acme.example", "flights");

    @TempDir
    static Path dir;

    private static Tombolo node;
    private static AgreementClient owner;
    private static Path authorities;
    private static Feed feed;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @BeforeAll
    static void start() throws Exception {
        node = Tombolo.start(ServerConfig.local(dir.resolve("data")).withSecurity(Security.lab()));
        Path security = dir.resolve("data").resolve("security");
        authorities = security.resolve("ca.pem");
        String token = Files.readString(security.resolve("node.token")).strip();
        owner = new AgreementClient(
                node.agreements(),
                new HttpAccess(Optional.of(authorities), Optional.of(token)).http(AgreementClient.LIMITS));
        Properties file = new Properties();
        try (Reader in = Files.newBufferedReader(security.resolve("client.properties"))) {
            file.load(in);
        }
        Map<String, Object> kafka = new HashMap<>();
        Map<String, String> registry = new HashMap<>();
        file.stringPropertyNames().forEach(key -> {
            kafka.put(key, file.getProperty(key));
            registry.put(key, file.getProperty(key));
        });
        feed = new Feed(DATASET, kafka, registry);
    }

    @AfterAll
    static void stop() throws Exception {
        feed.close();
        node.close();
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private <T extends AutoCloseable> T closing(T one) {
        open.push(one);
        return one;
    }

    private static Partner partner(String name) throws Exception {
        return Partner.agree(owner, node.agreements(), name, DATASET, authorities, dir);
    }

    private static Map<String, Object> settings(Partner partner, String group) {
        Map<String, Object> settings = new HashMap<>(partner.kafka());
        settings.put("group.id", partner.group(group));
        settings.put("auto.offset.reset", "earliest");
        return settings;
    }

    private static Consumer<byte[], byte[]> bytes(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private ReadingThread plain(Partner partner) {
        Consumer<byte[], byte[]> consumer = bytes(settings(partner, "plain"));
        consumer.subscribe(List.of(partner.topic()));
        return closing(new ReadingThread("plain", consumer));
    }

    private ReadingThread parked(Partner partner) {
        Map<String, Object> settings = settings(partner, "parked");
        settings.put("fetch.max.wait.ms", PARKED_MS);
        settings.put("fetch.min.bytes", 100 << 20);
        Consumer<byte[], byte[]> consumer = bytes(settings);
        List<TopicPartition> partitions = List.of(new TopicPartition(partner.topic(), 0));
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        return closing(new ReadingThread("parked", consumer));
    }

    private ReadingThread verifying(Partner partner) {
        ProvenanceClient readSide = new ProvenanceClient(partner.api(), partner.http());
        HttpRegistryClient registry = closing(new HttpRegistryClient(RegistrySettings.from(partner.registry())));
        VerificationConfig config = VerificationConfig.of(
                readSide, readSide.policy(), EvidenceVerifier.receipts(), new RegistrySchemaHashes(registry));
        Consumer<byte[], byte[]> consumer = VerifyingConsumer.create(
                settings(partner, "verifying"), new ByteArrayDeserializer(), new ByteArrayDeserializer(), config);
        consumer.subscribe(List.of(partner.topic()));
        return closing(new ReadingThread("verifying", consumer));
    }

    private Seen streams(Partner partner) {
        Seen seen = new Seen();
        Properties properties = new Properties();
        properties.putAll(settings(partner, "streams"));
        properties.put("application.id", partner.group("streams"));
        properties.put("state.dir", dir.resolve("streams").toString());
        properties.put("default.key.serde", Serdes.ByteArraySerde.class);
        properties.put("default.value.serde", Serdes.ByteArraySerde.class);
        StreamsBuilder builder = new StreamsBuilder();
        builder.<byte[], byte[]>stream(partner.topic())
                .process(() -> new ContextualProcessor<byte[], byte[], Void, Void>() {
                    @Override
                    public void process(Record<byte[], byte[]> record) {
                        context()
                                .recordMetadata()
                                .ifPresent(at -> seen.take(at.partition(), at.offset(), record.timestamp()));
                    }
                });
        KafkaStreams streams = new KafkaStreams(builder.build(), properties);
        streams.setUncaughtExceptionHandler(why -> {
            seen.refused(why);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        closing(() -> streams.close(Duration.ofSeconds(5)));
        streams.start();
        return seen;
    }

    /** Its worker's address; what it was given is in {@link TimedSink#SEEN}. */
    private URI sink(Partner partner) throws Exception {
        EmbeddedKafka broker = closing(EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("theirs"))));
        String bytes = "org.apache.kafka.connect.converters.ByteArrayConverter";
        EmbeddedConnect connect = closing(EmbeddedConnect.start(new EmbeddedConnect.Config(
                dir.resolve("their-connect"),
                "127.0.0.1",
                0,
                broker.bootstrapServers(),
                URI.create("http://127.0.0.1:1"),
                Map.of("key.converter", bytes, "value.converter", bytes))));
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", TimedSink.class.getName());
        config.put("tasks.max", "1");
        config.put("topics", partner.topic());
        settings(partner, "sink").forEach((key, value) -> config.put("consumer.override." + key, value.toString()));
        String body = config.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue().replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        await().atMost(PATIENCE)
                .until(() -> HttpAccess.OPEN
                        .http(AgreementClient.LIMITS)
                        .send(HttpRequest.newBuilder(URI.create(connect.uri() + "/connectors/sink/config"))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(body))
                                .build())
                        .text()
                        .contains("\"name\":\"sink\""));
        return connect.uri();
    }

    private static boolean failed(URI worker) throws Exception {
        return HttpAccess.OPEN
                .http(AgreementClient.LIMITS)
                .send(HttpRequest.newBuilder(URI.create(worker + "/connectors/sink/tasks/0/status"))
                        .build())
                .text()
                .contains("\"state\":\"FAILED\"");
    }

    /** A fetch that the broker answers after a client was refused must be empty: then no record is newer than the last reader's refusal. */
    @Test
    void theEndCutsEveryReaderOffAndNobodyElse() throws Exception {
        Partner partner = partner("partner.example");
        Partner other = partner("other.example");
        ReadingThread others = plain(other);
        ReadingThread plain = plain(partner);
        ReadingThread verifying = verifying(partner);
        URI worker = sink(partner);
        Map<String, Seen> readers = new LinkedHashMap<>();
        readers.put("plain consumer", plain.seen());
        readers.put("verifying consumer", verifying.seen());
        readers.put("Streams job", streams(partner));
        readers.put("Connect sink", TimedSink.SEEN);
        long started = System.currentTimeMillis();
        readers.forEach((name, seen) ->
                await(name).atMost(PATIENCE).until(() -> seen.count() > 1_000 && seen.newest() > started));
        await().atMost(PATIENCE).until(() -> others.seen().newest() > started);
        ReadingThread parked = parked(partner);
        await().atMost(PATIENCE).until(parked::waitsForAnAnswer);

        long asked = System.currentTimeMillis();
        Agreement ended = owner.act(partner.id(), "end", "the contract ended");
        long answered = System.currentTimeMillis();
        for (String name : List.of("plain consumer", "verifying consumer", "Streams job")) {
            await(name).atMost(PATIENCE).until(() -> readers.get(name).refusals() > 0);
        }
        await().atMost(PATIENCE).until(() -> failed(worker));
        long refused = System.currentTimeMillis();

        assertThat(ended.state()).isEqualTo(State.TERMINATED);
        await().atMost(PATIENCE).until(() -> parked.seen().refusals() > 0);
        await().atMost(PATIENCE).until(() -> others.seen().newest() > refused);
        readers.put("parked consumer", parked.seen());
        readers.forEach((name, seen) -> LOG.atInfo()
                .addKeyValue("reader", name)
                .addKeyValue("records", seen.count())
                .addKeyValue("again", seen.again())
                .addKeyValue("newestAfterEndMs", seen.newest() - asked)
                .addKeyValue("refusal", seen.lastRefusal())
                .log("What a reader was given"));
        LOG.atInfo()
                .addKeyValue("endMs", answered - asked)
                .addKeyValue("refusedMs", refused - answered)
                .addKeyValue(
                        "load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
                .log("An agreement ended");
        readers.forEach((name, seen) -> assertThat(seen.newest()).as(name).isLessThanOrEqualTo(refused));
        // The verifying consumer does not poll its client any more.
        for (ReadingThread reader : List.of(plain, parked)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> reader.connections() == 0);
        }

        assertThat(feed.isRunning()).isTrue();
        assertThat(others.died()).isNull();
        assertThat(others.seen().refusals()).isZero();
        assertThat(others.seen().missing()).isZero();
        isRefusedEverywhere(partner);
    }

    private static void isRefusedEverywhere(Partner partner) throws Exception {
        try (Admin admin = Admin.create(partner.kafka())) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
        for (String url : List.of(
                partner.api() + "/api/v1/policy",
                partner.registry().get("schema.registry.url") + "/subjects/" + DATASET.topic() + "-value/versions")) {
            assertThat(partner.http()
                            .send(HttpRequest.newBuilder(URI.create(url)).build())
                            .status())
                    .as(url)
                    .isEqualTo(401);
        }
        assertThatThrownBy(partner::askAgain)
                .isInstanceOf(AgreementRefusedException.class)
                .hasMessageContaining("has no agreement that is in force or suspended");
    }

    @Test
    void aPartnersTokenOpensWhatWasAgreedAndNothingElse() throws Exception {
        Partner partner = partner("third.example");
        String api = partner.api().toString();
        String registry = partner.registry().get("schema.registry.url");

        for (String url : List.of(
                api + "/api/v1/policy",
                api + "/api/v1/datasets?dataset=acme.example/flights",
                registry + "/subjects/acme.example.flights-value/versions")) {
            assertThat(status(partner, url)).as(url).isEqualTo(200);
        }
        for (String url : List.of(
                api + "/api/v1/datasets",
                api + "/api/v1/datasets?dataset=acme.example/agreements",
                api + "/log/acme.example/agreements/0/checkpoint",
                registry + "/subjects",
                registry + "/subjects/acme.example.agreements-value/versions",
                node.endpoints().connect() + "/connectors")) {
            assertThat(status(partner, url)).as(url).isEqualTo(403);
        }
    }

    private static int status(Partner partner, String url) throws Exception {
        return partner.http()
                .send(HttpRequest.newBuilder(URI.create(url)).build())
                .status();
    }

    @Test
    void whatIsSuspendedContinuesWithoutALoss() throws Exception {
        Partner partner = partner("fourth.example");
        List<ReadingThread> readers = List.of(plain(partner), verifying(partner));
        readers.forEach(
                reader -> await().atMost(PATIENCE).until(() -> reader.seen().count() > 1_000));

        assertThat(partner.sign(owner, Action.SUSPEND).state()).isEqualTo(State.SUSPENDED);
        readers.forEach(
                reader -> await().atMost(PATIENCE).until(() -> reader.seen().refusals() > 3));
        long suspended = System.currentTimeMillis();
        await().atMost(PATIENCE).until(() -> System.currentTimeMillis() - suspended > 5_000);
        readers.forEach(reader -> assertThat(reader.seen().newest()).isLessThanOrEqualTo(suspended));
        List<Long> before =
                readers.stream().map(reader -> reader.seen().count()).toList();
        assertThat(partner.sign(owner, Action.RESUME).state()).isEqualTo(State.FINALIZED);

        readers.forEach(reader -> {
            await().atMost(PATIENCE).until(() -> reader.seen().count() > before.get(readers.indexOf(reader)) + 1_000);
            assertThat(reader.died()).isNull();
            assertThat(reader.seen().missing()).isZero();
        });
    }
}
