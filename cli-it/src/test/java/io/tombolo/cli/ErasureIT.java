package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.connectors.protect.KeyTopic;
import io.tombolo.kafka.Drill;
import io.tombolo.kafka.FilesThatHold;
import io.tombolo.protect.DataKey;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.server.Endpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One patient's keys are destroyed: what was shared stays proven, and nobody reads it, from any file. */
final class ErasureIT {
    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String DIAGNOSIS = "gastroenteritis-of-4711";

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void anErasedSubjectsFieldsAreGoneEverywhereAndEveryProofStays() throws Exception {
        Path data = temp.resolve("data");
        Path policy = temp.resolve("policy.json");
        Path before = temp.resolve("before.json");
        Path receipt = temp.resolve("receipt.json");
        byte[] wrapped;
        byte[] key;
        try (NodeHere server = NodeHere.upWithLog(data)) {
            publish(
                    server.api(),
                    "visits.csv",
                    "1,4711,3," + DIAGNOSIS + ",481516\n2,4712,5,healthy,1\n3,4711,7,A09,2\n4,4711,9\n");
            Shell.run("policy", "init", "--server", server.api(), "-o", policy.toString());
            evidence(server.api(), 0, before);
            GroupKeys clinical = keys(data, server.api()).get("clinical");
            DataKey data4711 = clinical.key(clinical.idOf(patient("4711"))).orElseThrow();
            key = data4711.toBytes();
            wrapped = records(server.api(), Topics.KEYS).get(DATASET + " clinical");
            assertThat(FilesThatHold.the(wrapped, data)).isNotEmpty();

            Shell.Said first = erase(data, "4711", "CASE-12", "-o", receipt.toString());

            assertThat(first.err()).isEmpty();
            assertThat(first.exitCode()).as(first.out()).isZero();
            assertThat(first.out())
                    .contains("Erased in hospital.example/visits: billing, clinical")
                    .contains("CASE-12", data4711.id().toString(), "2 records with protected values of this subject")
                    .contains("anchored, in " + receipt)
                    .contains("look at    tombolo.rejected, partition 0, offset ", "COLUMN_COUNT", "visits.csv line 5")
                    .doesNotContain("LEFT");
            assertThat(Files.readString(receipt)).doesNotContain("4711");
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(FilesThatHold.the(wrapped, data)).isEmpty();
                assertThat(FilesThatHold.the(key, data)).isEmpty();
            });
            assertThat(keys(data, server.api()).get("clinical").key(data4711.id()))
                    .isEmpty();

            // A second time, and with another reason.
            JsonNode again = Json.MAPPER.readTree(
                    erase(data, "4711", "CASE-13", "--json").out());
            assertThat(again.path("erased_before").asBoolean()).isTrue();
            assertThat(again.path("reason").asText()).isEqualTo("CASE-12");

            // What was shared before, with evidence from before and from now, and with the receipt.
            Path now = temp.resolve("now.json");
            evidence(server.api(), 0, now);
            for (Path file : List.of(before, now, receipt)) {
                assertThat(verify(policy, file).out()).contains("ANCHORED");
            }
            Shell.Said shown = verify(policy, now, "--erasure", receipt.toString());
            String anchored = verify(policy, receipt, "--json").out();
            String at = Json.MAPPER.readTree(anchored).path("anchor_time").asText();
            assertThat(shown.out())
                    .contains("erased       " + at + "  offset 0, /after/diagnosis (clinical), by " + receipt)
                    .contains("/after/price (billing)")
                    .doesNotContain(DIAGNOSIS);
            Shell.Said explained = Shell.run(
                    "explain", before.toString(), "--policy", policy.toString(), "--erasure", receipt.toString());
            assertThat(explained.out())
                    .contains("Fields whose keys their owner erased:", "/after/diagnosis (clinical)");
            assertThat(Shell.run("explain", before.toString(), "--erasure", receipt.toString())
                            .out())
                    .contains("Fields whose keys are erased, as a receipt says of which no signer was checked:");
            Path other = temp.resolve("other.json");
            evidence(server.api(), 1, other);
            assertThat(verify(policy, other, "--erasure", receipt.toString()).out())
                    .contains("ANCHORED")
                    .doesNotContain("erased  ");
            Shell.Said wrong = verify(policy, now, "--erasure", before.toString());
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains("is not the receipt of an erasure");

            // New rows of the subject are rejected; those of others are shared.
            Shell.Said late =
                    publish(server.api(), "late.csv", "4,4711,3,relapse-of-4711,1\n5,4712,5,still-healthy,1\n");
            assertThat(late.out()).contains("1 row refused", "was erased", "Anchored: 4 events");
            assertThat(FilesThatHold.the("relapse-of-4711", data)).isEmpty();

            JsonNode erasures = Json.MAPPER.readTree(
                    Shell.run("erasures", "--data", data.toString(), "--policy", policy.toString(), "--json")
                            .out());
            assertThat(erasures.path("erasures")).hasSize(1);
            assertThat(erasures.path("erasures").path(0).path("receipt").asText())
                    .isEqualTo("ANCHORED");
        }
        assertThat(FilesThatHold.the(DIAGNOSIS, data)).isEmpty();
        assertThat(FilesThatHold.the(wrapped, data)).isEmpty();
        assertThat(FilesThatHold.the(key, data)).isEmpty();
    }

    @Test
    void whatCantBeErasedIsSaidByName() throws Exception {
        Path data = temp.resolve("data");
        try (NodeHere server = NodeHere.up(data)) {
            publish(server.api(), "visits.csv", "1,4711,3," + DIAGNOSIS + ",5\n");
            Path clear = Files.writeString(temp.resolve("wards.csv"), "id,beds\n1,2\n");
            Shell.run(
                    "publish",
                    "--server",
                    server.api(),
                    "--organisation",
                    "hospital.example",
                    "--dataset",
                    "wards",
                    "--key",
                    "id",
                    clear.toString());

            assertThat(refused(data, "hospital.example/visit", "{\"patient\": 4711}"))
                    .contains("dataset hospital.example/visit: the server knows none of that name");
            assertThat(refused(data, "hospital.example/wards", "{\"patient\": 4711}"))
                    .contains("dataset hospital.example/wards has no protected fields here");
            assertThat(refused(data, "hospital.example/visits", "{\"patinet\": 4711}"))
                    .contains(
                            "--subject names [patinet]: the subjects of hospital.example/visits are named by [patient] in"
                                    + " group billing, [patient] in group clinical");
            assertThat(refused(data, "hospital.example/visits", "patient=4711"))
                    .contains("--subject is not JSON", "must be as '{\"patient\": 4711}'");
            assertThat(refused(data, "hospital.example/visits", "{\"patient\": null}"))
                    .contains("--subject, column patient: is null, must be a text, a number, true or false");
            assertThat(Shell.run(
                                    "erase",
                                    "--data",
                                    temp.resolve("none").toString(),
                                    "--dataset",
                                    "a.example/b",
                                    "--subject",
                                    "{\"a\":1}",
                                    "--reason-ref",
                                    "x")
                            .err())
                    .contains("no tombolo up runs on the folder");
            assertThat(erase(data, "4711", "two\nlines").err()).contains("--reason-ref", "in one line");
            assertThat(keys(data, server.api())
                            .get("clinical")
                            .key(keys(data, server.api()).get("clinical").idOf(patient("4711"))))
                    .isPresent();
        }
    }

    @Drill
    @Test
    void theKeyEncryptionKeyIsReplacedWhileTheServerRuns() throws Exception {
        Path data = temp.resolve("data");
        Path keyset = data.resolve("protect").resolve("keyset.json");
        try (NodeHere server = NodeHere.up(data)) {
            publish(server.api(), "visits.csv", "1,4711,3," + DIAGNOSIS + ",5\n");
            byte[] wrapped = records(server.api(), Topics.KEYS).get(DATASET + " clinical");
            Path old = Files.copy(keyset, temp.resolve("old.json"));
            GroupKeys before = keys(data, server.api()).get("clinical");

            Shell.Said added = Shell.run("keys", "rewrap", "--data", data.toString());
            Shell.Said removed = Shell.run("keys", "rewrap", "--data", data.toString(), "--remove-old");

            assertThat(added.out()).as(added.err()).contains("2 groups wrapped again by a new key in " + keyset);
            assertThat(removed.out()).contains("0 groups", "2 already", "1 old key removed from " + keyset);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(FilesThatHold.the(wrapped, data)).isEmpty());
            assertThat(keys(data, server.api()).get("clinical").idOf(patient("4711")))
                    .isEqualTo(before.idOf(patient("4711")));
            Files.setPosixFilePermissions(old, Files.getPosixFilePermissions(keyset));
            assertThat(KeyEncryption.of(old.toString())
                            .isCurrent(DATASET, "clinical", wrappedOf(records(server.api(), Topics.KEYS))))
                    .isFalse();
            // The worker's transform had the old keyset in memory.
            assertThat(publish(server.api(), "more.csv", "2,4711,3,more,5\n").exitCode())
                    .isZero();
        }
    }

    @Drill
    @Test
    void aKeyManagementServiceTakesTheKeysetFilesPlace() throws Exception {
        Path data = temp.resolve("data");
        Path keyset = data.resolve("protect").resolve("keyset.json");
        try (NodeHere server = NodeHere.up(data)) {
            publish(server.api(), "visits.csv", "1,4711,3," + DIAGNOSIS + ",5\n");
        }
        String both = FakeKms.URI + "," + keyset;
        try (ServerProcess server = ServerProcess.up(data, "--protect-keyset=" + both)) {
            Shell.Said rewrapped = Shell.run("keys", "rewrap", "--data", data.toString());

            assertThat(rewrapped.out())
                    .as(rewrapped.err())
                    .contains("2 groups wrapped again by " + FakeKms.URI, "--protect-keyset " + FakeKms.URI + " alone");
            assertThat(KeyEncryption.of(FakeKms.URI)
                            .isCurrent(DATASET, "clinical", wrappedOf(records(server.api(), Topics.KEYS))))
                    .isTrue();
            Files.delete(keyset);
            Shell.Said gone = erase(data, "4711", "CASE-1");
            assertThat(gone.err()).contains("keyset " + keyset + ": can't be read");
            Shell.Said erased = erase(data, "4711", "CASE-1", "--protect-keyset", FakeKms.URI);
            assertThat(erased.exitCode()).as(erased.out() + erased.err()).isZero();
        }
    }

    private static byte[] wrappedOf(Map<String, byte[]> records) {
        byte[] value = records.get(DATASET + " clinical");
        return Arrays.copyOfRange(value, 1, value.length);
    }

    private String refused(Path data, String dataset, String subject) {
        Shell.Said said = Shell.run(
                "erase",
                "--data",
                data.toString(),
                "--dataset",
                dataset,
                "--subject",
                subject,
                "--reason-ref",
                "CASE-1");
        assertThat(said.exitCode()).isEqualTo(2);
        return said.err();
    }

    private static Shell.Said erase(Path data, String patient, String reason, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "erase",
                "--data",
                data.toString(),
                "--dataset",
                DATASET.toString(),
                "--subject",
                "{\"patient\": " + patient + "}",
                "--reason-ref",
                reason));
        command.addAll(List.of(more));
        return Shell.run(command.toArray(String[]::new));
    }

    private static Shell.Said verify(Path policy, Path file, String... more) {
        List<String> command = new ArrayList<>(List.of("verify", file.toString(), "--policy", policy.toString()));
        command.addAll(List.of(more));
        return Shell.run(command.toArray(String[]::new));
    }

    private static void evidence(String api, int offset, Path file) throws IOException {
        Shell.run(
                "evidence",
                "--server",
                api,
                "--dataset",
                DATASET.toString(),
                "--offset",
                Integer.toString(offset),
                "-o",
                file.toString());
    }

    private Shell.Said publish(String api, String name, String rows) throws IOException {
        Path file = Files.writeString(temp.resolve(name), "id,patient,ward,diagnosis,price\n" + rows);
        return Shell.run(
                "publish",
                "--server",
                api,
                "--organisation",
                "hospital.example",
                "--dataset",
                "visits",
                "--key",
                "id",
                "--protect",
                "diagnosis:clinical,price:billing",
                "--subject",
                "patient",
                file.toString());
    }

    private static Subject patient(String id) {
        return new Subject(Map.of("patient", id));
    }

    private static Map<String, GroupKeys> keys(Path data, String api) throws IOException {
        Endpoints endpoints = new Server().at(api).endpoints();
        KeyEncryption encryption =
                KeyEncryption.of(data.resolve("protect").resolve("keyset.json").toString());
        return new KeyTopic(Map.of("bootstrap.servers", endpoints.kafka()), encryption).all(DATASET);
    }

    /** The newest record of each key. */
    private static Map<String, byte[]> records(String api, String topic) throws IOException {
        Endpoints endpoints = new Server().at(api).endpoints();
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<String, byte[]> records = new java.util.HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", endpoints.kafka(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record ->
                                records.put(new String(record.key(), StandardCharsets.UTF_8), record.value()));
            }
        }
        return records;
    }
}
