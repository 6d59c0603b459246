package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.connectors.protect.KeyTopic;
import io.tombolo.kafka.FilesThatHold;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.ProtectedType;
import io.tombolo.protect.ProtectedValue;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.server.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file and from a push to an anchored log, with fields that nobody can read there. */
final class ProtectedFieldsIT {
    private static final String DIAGNOSIS = "gastroenteritis-of-4711";
    private static final String PUSHED = "appendicitis-of-4712";

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void whatIsProtectedIsAnchoredAndNowhereInClear() throws Exception {
        Path data = temp.resolve("data");
        Path file = Files.writeString(
                temp.resolve("visits.csv"),
                "id,patient,ward,diagnosis\n1,4711,3," + DIAGNOSIS + "\n2,4711,4,\n3,4712,5,healthy-as-an-ox\n");
        try (NodeHere server = NodeHere.upWithLog(data)) {
            Shell.Said typo = Shell.run(publish(server, file, "dignosis:clinical"));
            Shell.Said group = Shell.run(publish(server, file, "diagnosis:Clinical"));
            Shell.Said shared = Shell.run(publish(server, file, "diagnosis:clinical"));

            assertThat(typo.exitCode()).isEqualTo(2);
            assertThat(typo.err())
                    .contains(
                            "--protect, --unprotect or --subject names column dignosis, the file has id, patient, ward,"
                                    + " diagnosis");
            assertThat(group.err()).contains("group 'Clinical': must be lower-case letters");
            assertThat(shared.err()).isEmpty();
            assertThat(shared.out()).contains("Anchored: 3 events");

            push(data);
            Shell.Said consumed =
                    Shell.run("consume", "--server", server.api(), "--dataset", "hospital.example/visits");
            assertThat(consumed.out()).contains("4711").doesNotContain(DIAGNOSIS);

            Path evidence = temp.resolve("event.json");
            Path policy = temp.resolve("policy.json");
            Shell.run(
                    "evidence",
                    "--server",
                    server.api(),
                    "--dataset",
                    "hospital.example/visits",
                    "--offset",
                    "0",
                    "-o",
                    evidence.toString());
            Shell.run("policy", "init", "--server", server.api(), "-o", policy.toString());
            Shell.Said verified = Shell.run("verify", evidence.toString(), "--policy", policy.toString());
            assertThat(verified.out()).as(verified.err()).contains("ANCHORED");
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(data.resolve("protect").resolve("keyset.json"))))
                .isEqualTo("rw-------");
        assertThat(FilesThatHold.the(DIAGNOSIS, data)).isEmpty();
        assertThat(FilesThatHold.the(PUSHED, data)).isEmpty();
        assertThat(FilesThatHold.the("hospital.example/visits clinical", data)).isNotEmpty();
    }

    @Test
    void aTablesProtectedColumnKeepsItsSubjectsKeyAcrossAKilledServer() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null,
                "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql makes this test run");
        Path data = temp.resolve("data");
        List<Integer> ports = ServerProcess.freePorts(4);
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical")) {
            postgres.execute(
                    "CREATE ROLE feed LOGIN REPLICATION",
                    "CREATE TABLE visits (id int PRIMARY KEY, patient int, diagnosis text, price numeric(10,2))",
                    "GRANT SELECT ON visits TO feed",
                    "ALTER TABLE visits REPLICA IDENTITY FULL",
                    "CREATE PUBLICATION tombolo_clinic FOR TABLE visits",
                    "INSERT INTO visits VALUES (1, 4711, '" + DIAGNOSIS + "', 12.50), (2, 4712, NULL, 3)");
            try (ServerProcess first = ServerProcess.up(data, ports)) {
                Shell.Said typo = Shell.run(connect(postgres, data, "dignosis:clinical"));
                Shell.Said made = Shell.run(connect(postgres, data, "diagnosis:clinical,price:billing"));
                assertThat(typo.exitCode()).isEqualTo(2);
                assertThat(typo.out()).contains("protect dignosis", "no table has such a column");
                assertThat(made.err()).isEmpty();
                awaitEvents(first.api(), 2);
                first.kill();
            }
            postgres.execute("UPDATE visits SET diagnosis = '" + PUSHED + "' WHERE id = 1");
            try (NodeHere second = NodeHere.upWithLog(NodeHere.on(data, ports))) {
                awaitEvents(second.api(), 3);
                Endpoints endpoints = new Server().at(second.api()).endpoints();
                List<GenericRecord> events = events(endpoints, "hospital.example.visits");

                // What a registry keeps of the schema states what is hidden.
                Schema hidden = ((GenericRecord) events.get(0).get("after"))
                        .getSchema()
                        .getField("diagnosis")
                        .schema()
                        .getTypes()
                        .get(1);
                assertThat(ProtectedType.of(hidden))
                        .contains(new ProtectedType("clinical", Schema.create(Schema.Type.STRING)));
                ProtectedValue created = value(events.get(0), "after", "diagnosis");
                ProtectedValue before = value(events.get(2), "before", "diagnosis");
                ProtectedValue after = value(events.get(2), "after", "diagnosis");
                assertThat(List.of(before.keyId(), after.keyId())).containsOnly(created.keyId());
                KeyEncryption encryption = KeyEncryption.of(
                        data.resolve("protect").resolve("keyset.json").toString());
                assertThat(new KeyTopic(Map.of("bootstrap.servers", endpoints.kafka()), encryption)
                                .keys(DatasetId.parse("hospital.example/visits"), "clinical")
                                .idOf(new Subject(Map.of("patient", "4711"))))
                        .isEqualTo(created.keyId());
                assertThat(before).isNotEqualTo(created);
                assertThat(value(events.get(0), "after", "price").keyId()).isNotEqualTo(created.keyId());
                assertThat(((GenericRecord) events.get(1).get("after")).get("diagnosis"))
                        .isNull();
                assertThat(events(endpoints, Topics.KEYS)).hasSize(2);
            }
        }
        assertThat(FilesThatHold.the(DIAGNOSIS, data)).isEmpty();
        assertThat(FilesThatHold.the(PUSHED, data)).isEmpty();
    }

    @Test
    void aColumnIsProtectedLaterAndSharedInClearAgainInOneDataset() throws Exception {
        List<List<String>> rules =
                List.of(List.of(), List.of("--protect", "ward:clinical"), List.of("--unprotect", "ward:clinical"));
        try (NodeHere server = NodeHere.up(temp.resolve("data"))) {
            for (int i = 0; i < rules.size(); i++) {
                Path file = Files.writeString(temp.resolve(i + ".csv"), "id,ward\n" + i + ",7\n");
                List<String> publish = new ArrayList<>(List.of(
                        "publish",
                        "--server",
                        server.api(),
                        "--organisation",
                        "hospital.example",
                        "--dataset",
                        "wards",
                        "--key",
                        "id"));
                publish.addAll(rules.get(i));
                publish.add(file.toString());

                Shell.Said said = Shell.run(publish.toArray(String[]::new));

                assertThat(said.err()).isEmpty();
                assertThat(said.exitCode()).as(said.out()).isZero();
            }
            List<GenericRecord> events = events(new Server().at(server.api()).endpoints(), "hospital.example.wards");

            assertThat(events)
                    .extracting(event -> ((GenericRecord) event.get("after")).get("ward") instanceof ByteBuffer)
                    .containsExactly(false, true, false);
        }
    }

    private static String[] connect(PostgresServer postgres, Path data, String protect) {
        return new String[] {
            "connect",
            "postgres",
            "--data",
            data.toString(),
            "--url",
            "postgresql://feed@127.0.0.1:" + postgres.port() + "/postgres",
            "--tables",
            "public.visits",
            "--organisation",
            "hospital.example",
            "--dataset",
            "visits",
            "--name",
            "clinic",
            "--protect",
            protect,
            "--subject",
            "patient",
            "--set",
            "heartbeat.interval.ms=500"
        };
    }

    private static ProtectedValue value(GenericRecord event, String side, String field) {
        return ProtectedValue.read((ByteBuffer) ((GenericRecord) event.get(side)).get(field))
                .orElseThrow();
    }

    /** All committed records of a topic; what is not framed Avro is null. */
    private static List<GenericRecord> events(Endpoints endpoints, String topic) {
        AvroDeserializer values = new AvroDeserializer();
        values.configure(Map.of("schema.registry.url", endpoints.registry()), false);
        List<GenericRecord> events = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", endpoints.kafka(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    events.add(
                            topic.equals(Topics.KEYS)
                                    ? null
                                    : (GenericRecord) values.deserialize(topic, record.value()));
                }
            }
        }
        values.close();
        return events;
    }

    private static void awaitEvents(String api, long count) {
        await().atMost(Duration.ofMinutes(5)).until(() -> {
            JsonNode answer = new Server().at(api).getJson("/api/v1/datasets");
            return answer.path("datasets").path(0).path("anchored").asLong() >= count;
        });
    }

    private static String[] publish(NodeHere server, Path file, String protect) throws IOException {
        return new String[] {
            "publish",
            "--server",
            server.api(),
            "--organisation",
            "hospital.example",
            "--dataset",
            "visits",
            "--key",
            "id",
            "--protect",
            protect,
            "--subject",
            "patient",
            file.toString()
        };
    }

    private static void push(Path data) throws Exception {
        Shell.Said key = Shell.run(
                "push-key",
                "add",
                "ward",
                "--json",
                "--data",
                data.toString(),
                "--organisation",
                "hospital.example",
                "--dataset",
                "pushed",
                "--key",
                "id",
                "--types",
                "id:long,patient:string,diagnosis:string",
                "--protect",
                "diagnosis:clinical",
                "--subject",
                "patient");
        JsonNode made = Json.MAPPER.readTree(key.out());
        String where = Json.MAPPER
                .readTree(data.resolve("endpoints.json").toFile())
                .path("push")
                .asText();

        String row = "{\"id\":1,\"patient\":\"4712\",\"diagnosis\":\"" + PUSHED + "\"}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(where + "/v1/datasets/hospital.example/pushed/events"))
                .header("Authorization", "Bearer " + made.path("key").asText())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "one")
                .POST(HttpRequest.BodyPublishers.ofString(row))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> answer =
                SourcesIT.answered(() -> client.send(request, HttpResponse.BodyHandlers.ofString()));
        HttpResponse<String> again =
                SourcesIT.answered(() -> client.send(request, HttpResponse.BodyHandlers.ofString()));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(again.body()).as("the answer to a retry").isEqualTo(answer.body());
        String head = "hospital.example/pushed\nCREATE\napplication/json\n";
        assertThat(FilesThatHold.the(sha256(head + row), data))
                .as("files with a hash that confirms guesses of the row")
                .isEmpty();
        assertThat(FilesThatHold.the(sha256(made.path("key").asText() + head + row), data))
                .as("files with the hash by which a retry is recognised")
                .isNotEmpty();
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
