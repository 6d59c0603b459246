package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.connectors.Committed;
import io.tombolo.connectors.ConnectRest;
import io.tombolo.connectors.folder.FolderConnector;
import io.tombolo.connectors.folder.SampleFiles;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records about as large as Kafka takes: what is too large is refused by name, and all that is not continues. */
class LargeRecordsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path dir;

    @Test
    void refusesWhatKafkaWouldNotTakeAndSharesTheRest() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null,
                "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql makes this test run");
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical");
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        "127.0.0.1", 0, Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.SCHEMAS));
                EmbeddedConnect connect = EmbeddedConnect.start(new EmbeddedConnect.Config(
                        dir.resolve("connect"), "127.0.0.1", 0, kafka.bootstrapServers(), registry.uri(), Map.of()));
                Committed topics = new Committed(kafka.bootstrapServers(), registry.uri())) {
            topics.create(Topics.REJECTED);
            topics.create("acme.example.scans");
            topics.create("acme.example.notes");
            ConnectRest rest = new ConnectRest(connect.uri());

            capture(postgres, topics, rest);
            refusesTheUpdateThatTellsTheRowTwice(topics);
            refusesValuesOfOneMegabyteByNameAndCountsThem(postgres, topics, rest);
            sharesRowsUpToTheLimitAndNoneAbove(topics, rest);
            sharesLargerOnesWhereAllLimitsAreRaisedTogether(kafka.bootstrapServers(), topics, rest);
        }
    }

    private static void capture(PostgresDatabase postgres, Committed topics, ConnectRest rest) throws Exception {
        postgres.execute(
                "CREATE TABLE scans (id int PRIMARY KEY, n int, big text, raw bytea, list text[])",
                "ALTER TABLE scans REPLICA IDENTITY FULL",
                "INSERT INTO scans SELECT 1, 1, string_agg(md5(g::text), '') FROM generate_series(1, 18750) g",
                "INSERT INTO scans VALUES (2, 1, 'small')");
        PostgresConnector connector = new PostgresConnector(
                "scans",
                postgres.host(),
                postgres.port(),
                "postgres",
                "postgres",
                "",
                List.of("public.scans"),
                "acme.example/${table}",
                Map.of());
        rest.put(connector.name(), connector.config());
        await().atMost(PATIENCE)
                .until(() -> topics.records("acme.example.scans").size() == 2);

        postgres.execute("UPDATE scans SET n = 2 WHERE id = 1", "UPDATE scans SET n = 2 WHERE id = 2");
        await().atMost(PATIENCE)
                .until(() -> topics.records("acme.example.scans").size() == 3);
        assertThat(rest.taskTrace("scans")).isEmpty();
    }

    private static void refusesTheUpdateThatTellsTheRowTwice(Committed topics) {
        GenericRecord after =
                (GenericRecord) topics.values("acme.example.scans").get(2).get("after");
        assertThat(after.get("id")).isEqualTo(2);
        assertThat(topics.values(Topics.REJECTED).stream().map(RejectedInput::fromAvro))
                .singleElement()
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo("TOO_LONG");
                    assertThat(refused.dataset()).isEqualTo("scans");
                    assertThat(refused.detail())
                            .startsWith("public.scans at lsn=")
                            .contains(
                                    "UPDATE of 1,200,",
                                    "limit 1,047,552",
                                    "max.message.bytes",
                                    "message.max.bytes",
                                    "max.request.size");
                });
    }

    private static void refusesValuesOfOneMegabyteByNameAndCountsThem(
            PostgresDatabase postgres, Committed topics, ConnectRest rest) throws Exception {
        postgres.execute(
                "INSERT INTO scans (id, big) VALUES (3, repeat('x1', 524288))",
                "INSERT INTO scans (id, raw) VALUES (4, decode(repeat('12', 1048576), 'hex'))",
                "INSERT INTO scans (id, list) VALUES (5, array_fill(repeat('x1', 512), '{1024}'))",
                "INSERT INTO scans (id, big) VALUES (6, 'small')");
        await().atMost(PATIENCE)
                .until(() -> topics.records("acme.example.scans").size() == 4);

        assertThat(topics.values("acme.example.scans").get(3).get("after").toString())
                .startsWith("{\"id\": 6,");
        assertThat(topics.values(Topics.REJECTED).stream()
                        .map(RejectedInput::fromAvro)
                        .filter(refused -> refused.reason().equals("TOO_LONG"))
                        .map(refused -> StandardCharsets.UTF_8
                                .decode(Objects.requireNonNull(refused.input()))
                                .toString()))
                .containsExactly("{\"id\":1}", "{\"id\":3}", "{\"id\":4}", "{\"id\":5}");
        assertThat(rest.taskTrace("scans")).isEmpty();
    }

    /** To the byte, so that no record that passes the transform ever meets the producer's or the broker's limit. */
    private void sharesRowsUpToTheLimitAndNoneAbove(Committed topics, ConnectRest rest) throws Exception {
        int limit = 1_047_552;
        Path folder = Files.createDirectory(dir.resolve("drops"));
        List<String> names = new ArrayList<>();
        IntStream.rangeClosed(limit - 200, limit).forEach(size -> names.add("x".repeat(size)));
        SampleFiles.named(folder.resolve("a.avro"), names);
        FolderConnector connector = new FolderConnector(
                DatasetId.parse("acme.example/notes"),
                folder,
                List.of("id"),
                Map.of("quiet.ms", "0", "scan.ms", "100", "record.max.bytes", "2000000"));

        rest.put(connector.name(), connector.config());

        await().atMost(PATIENCE)
                .until(() -> topics.records("acme.example.notes").size()
                                + topics.records(Topics.REJECTED).size()
                                - 4
                        == names.size());
        assertThat(rest.taskTrace(connector.name())).isEmpty();
        assertThat(topics.records("acme.example.notes")).hasSizeBetween(50, 150);
        assertThat(topics.records("acme.example.notes").stream()
                        .mapToInt(r -> r.key().length + r.value().length)
                        .max()
                        .orElseThrow())
                // Two frames of 5 bytes come on top; an enumeration's symbol is counted with a byte to spare.
                .isBetween(limit + 9, limit + 10);
    }

    private void sharesLargerOnesWhereAllLimitsAreRaisedTogether(String kafka, Committed topics, ConnectRest rest)
            throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            NewTopic topic =
                    new NewTopic("acme.example.big", 1, (short) 1).configs(Map.of("max.message.bytes", "5000000"));
            admin.createTopics(List.of(topic)).all().get();
        }
        Path folder = Files.createDirectory(dir.resolve("big"));
        SampleFiles.named(folder.resolve("a.avro"), List.of("x".repeat(4_900_000)));
        FolderConnector connector = new FolderConnector(
                DatasetId.parse("acme.example/big"),
                folder,
                List.of("id"),
                Map.of(
                        "quiet.ms", "0",
                        "scan.ms", "100",
                        "record.max.bytes", "4990000",
                        "transforms.change.record.max.bytes", "4998976",
                        "producer.override.max.request.size", "5000000"));

        rest.put(connector.name(), connector.config());

        await().atMost(PATIENCE).until(() -> topics.records("acme.example.big").size() == 1);
        assertThat(rest.taskTrace(connector.name())).isEmpty();
    }
}
