package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.verification.EvidenceVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partner's consumer that holds a key of an erased subject drops it, and signs that. */
final class ErasureConfirmedIT {
    private static final String VISITS = "hospital.example/visits";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void aPartnersConsumerDropsItsKeysAndSignsThatItDid() throws Exception {
        Path data = temp.resolve("owner");
        try (NodeHere server = NodeHere.upSecured(data)) {
            assertThat(server.api()).startsWith("https:");
            String owner = data.resolve("security/client.properties").toString();
            Path rows =
                    Files.writeString(temp.resolve("visits.csv"), "id,patient,diagnosis\n1,4711,measles\n2,4712,flu\n");
            Shell.run(
                    "publish",
                    "--connection",
                    owner,
                    "--organisation",
                    "hospital.example",
                    "--dataset",
                    "visits",
                    "--key",
                    "id",
                    "--subject",
                    "patient",
                    "--protect",
                    "diagnosis:clinical",
                    rows.toString());
            Path invitation = temp.resolve("invitation.json");
            Shell.run(
                    "invite",
                    "physician.example",
                    "--connection",
                    owner,
                    "--dataset",
                    VISITS,
                    "--fields",
                    "clinical",
                    "-o",
                    invitation.toString());
            Path folder = temp.resolve("physician");
            assertThat(InvitingOwner.join(invitation, folder).err()).isEmpty();

            try (VerifyingConsumer<Object, Object> reader = reader(folder.resolve("consumer.properties"))) {
                List<String> diagnoses = new ArrayList<>();
                await().atMost(PATIENCE).until(() -> {
                    reader.poll(Duration.ofMillis(200))
                            .forEach(record -> diagnoses.add(String.valueOf(
                                    ((GenericRecord) ((GenericRecord) record.value()).get("after")).get("diagnosis"))));
                    return diagnoses.size() == 2;
                });
                assertThat(diagnoses).containsExactly("measles", "flu");
                assertThat(held(reader)).isEqualTo(2);

                Shell.Said erased = Shell.run(
                        "erase",
                        "--data",
                        data.toString(),
                        "--dataset",
                        VISITS,
                        "--subject",
                        "{\"patient\": \"4711\"}",
                        "--reason-ref",
                        "CASE-12");

                assertThat(erased.exitCode()).as(erased.out() + erased.err()).isZero();
                await().atMost(PATIENCE).until(() -> held(reader) == 0);
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(erasure(data).path("confirmed").has("physician.example"))
                                        .isTrue());
                assertThat(erasure(data).path("not_confirmed")).isEmpty();
                assertThat(Shell.run("erasures", "--data", data.toString()).out())
                        .contains("confirmed by", "physician.example", "CASE-12");
            }
        }
    }

    private static JsonNode erasure(Path data) throws Exception {
        return Json.MAPPER
                .readTree(Shell.run("erasures", "--data", data.toString(), "--json")
                        .out())
                .path("erasures")
                .path(0);
    }

    private static VerifyingConsumer<Object, Object> reader(Path connection) {
        Connection read = Connection.read(connection);
        Map<String, String> file = read.settings();
        HttpRegistryClient registry = new HttpRegistryClient(RegistrySettings.from(file));
        ProvenanceClient readSide =
                new Server().at(file.get("tombolo.server"), read).readSide();
        VerificationConfig config = VerificationConfig.of(
                readSide, readSide.policy(), EvidenceVerifier.receipts(), new RegistrySchemaHashes(registry));
        VerifyingConsumer<Object, Object> consumer = VerifyingConsumer.create(
                new HashMap<>(file),
                new AvroDeserializer(registry),
                new AvroDeserializer(registry, file, false),
                config);
        List<TopicPartition> partitions = List.of(new TopicPartition("hospital.example.visits", 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static long held(VerifyingConsumer<Object, Object> consumer) {
        return consumer.metrics().entrySet().stream()
                .filter(one -> one.getKey().name().equals("keys-held"))
                .map(one -> (Long) one.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }
}
