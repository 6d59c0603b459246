package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Server;
import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.listen.VerdictMetrics;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.metrics.MetricsPage;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.verification.EvidenceVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads which protected field: by an agreement, by a grant, and without either. */
final class ProtectedReadersIT {
    private static final String VISITS = "hospital.example/visits";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void partnersReadTheirGroupsUntilTheirAgreementEndsAndErasedFieldsReadErased() throws Exception {
        Path data = temp.resolve("owner");
        try (NodeHere server = NodeHere.upSecured(data)) {
            String owner = data.resolve("security/client.properties").toString();
            publish(List.of("--connection", owner));
            Path physician = join(owner, "physician.example", "--fields", "clinical");
            Path auditor = join(owner, "auditor.example");
            String readsClinical = physician.resolve("consumer.properties").toString();
            String readsNothing = auditor.resolve("consumer.properties").toString();

            Shell.Said opened = consume(readsClinical, "--verify", "--policy", policy(physician));
            Shell.Said refused = consume(readsClinical, "--unreadable", "refuse");
            Shell.Said verified = consume(readsNothing, "--verify", "--policy", policy(auditor));
            Shell.Said without = consume(readsNothing, "--keys", server.api());

            assertThat(opened.out()).contains("measles", "influenza").doesNotContain("12.50");
            assertThat(opened.err())
                    .contains(
                            "3 events, each of them at least SEALED",
                            "protected values: 2 opened, 3 withheld, 0 erased, 0 damaged");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err())
                    .contains(VISITS + ", partition 0, offset 0: topic hospital.example.visits: ")
                    .contains("/after/price (billing): withheld; tombolo.unreadable is refuse");
            assertThat(Files.readString(auditor.resolve("consumer.properties"))).doesNotContain("tombolo.keys");
            assertThat(verified.out()).contains("\"patient\": 4711").doesNotContain("measles", "influenza");
            assertThat(verified.err())
                    .contains("3 events, each of them at least SEALED")
                    .doesNotContain("protected");
            assertThat(without.err()).contains("protected values: 0 opened, 5 withheld");

            try (VerifyingConsumer<Object, Object> live = verifying(readsClinical)) {
                List<GenericRecord> rows = read(live, 3);
                assertThat(rows)
                        .extracting(row -> String.valueOf(row.get("diagnosis")))
                        .contains("measles", "null");
                assertThat(metric(live, "keys-held")).isEqualTo(2);
                MetricsPage page = MetricsPage.read();
                page.assertMetrics(live.metrics().keySet(), VerdictMetrics.GROUP, false, "Verifying consumer");
                page.assertMetrics(
                        live.metrics().keySet(), "tombolo-opening-metrics", true, "Deserializer of protected fields");
                withAnAgreement(page, Connection.read(Path.of(readsClinical)).settings());
                erase(data);
                Shell.Said erased = consume(readsClinical);
                assertThat(erased.out()).contains("influenza").doesNotContain("measles");
                assertThat(erased.err()).contains("protected values: 1 opened, 3 withheld, 1 erased, 0 damaged");

                step(owner, physician, "suspend");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThatThrownBy(() -> live.poll(Duration.ofMillis(100)))
                                .isInstanceOf(AuthorizationException.class));
                assertThat(metric(live, "keys-held")).isZero();
            }
            assertThat(keysOf(readsClinical)).contains("403", "physician.example has no agreement that is in force");
            step(owner, physician, "resume");
            assertThat(consume(readsClinical).out()).contains("influenza");
            step(owner, physician, "end");
            assertThat(keysOf(readsClinical)).contains("40");
        }
    }

    @Test
    void aGrantOpensItsGroupsForReadersOfAnOpenServer() throws Exception {
        Path data = temp.resolve("open");
        try (NodeHere server = NodeHere.up(data)) {
            publish(List.of("--server", server.api()));
            Path file = temp.resolve("grant.json");

            Shell.Said typo = grant(data, file, "clinic");
            Shell.Said made = grant(data, file, "clinical,billing");
            Shell.Said twice = grant(data, file, "clinical");
            Shell.Said all = open(server, VISITS, "--keys", file.toString());
            Shell.Said none = open(server, VISITS, "--unreadable", "null");
            Shell.Said as = open(server, VISITS);
            Shell.Said other = open(server, "hospital.example/wards", "--keys", file.toString());
            Shell.Said how = open(server, VISITS, "--unreadable", "maybe");
            Shell.Said plain = open(server, VISITS, "--keys", server.api());

            assertThat(typo.err())
                    .contains("--groups clinic: " + VISITS + " has no keys of this group; it has billing, clinical");
            assertThat(made.err()).contains(" opens clinical, billing of " + VISITS + " until ");
            assertThat(twice.err()).contains("is there already, and is not overwritten");
            assertThat(all.out()).contains("measles", "influenza", "12.50");
            assertThat(all.err()).contains("protected values: 5 opened, 0 withheld, 0 erased, 0 damaged");
            assertThat(none.out()).doesNotContain("measles").contains("\"diagnosis\": null");
            assertThat(none.err()).contains("protected values: 0 opened, 5 withheld");
            assertThat(as.out()).doesNotContain("measles");
            assertThat(as.err()).doesNotContain("protected");
            assertThat(other.err()).contains("is for " + VISITS + ", not for hospital.example/wards");
            assertThat(how.err()).contains("tombolo.unreadable: 'maybe', must be null, bytes, refuse");
            assertThat(plain.err()).contains("must be https://host:port of the owner's read side, or a grant file");
        }
    }

    private static void withAnAgreement(MetricsPage page, Map<String, String> settings) {
        try (UsageReceipts usage = UsageReceipts.of(settings).orElseThrow();
                VerdictMetrics metrics = new VerdictMetrics("page", partition -> 0)) {
            metrics.show(Set.of(new TopicPartition(VISITS, 0)));
            metrics.show(usage);
            page.assertMetrics(metrics.all().keySet(), VerdictMetrics.GROUP, true, "Verifying consumer");
        }
    }

    private void publish(List<String> where) throws IOException {
        Path file = Files.writeString(
                temp.resolve("visits.csv"),
                "id,patient,diagnosis,price\n1,4711,measles,12.50\n2,4711,,3.00\n3,4712,influenza,7.25\n");
        List<String> command = new ArrayList<>(List.of("publish", "--organisation", "hospital.example"));
        command.addAll(where);
        command.addAll(List.of("--dataset", "visits", "--key", "id", "--subject", "patient"));
        command.addAll(List.of("--protect", "diagnosis:clinical,price:billing", file.toString()));
        Shell.Said said = Shell.run(command.toArray(String[]::new));
        assertThat(said.out()).as(said.err()).contains("Anchored: 3 events");
    }

    private Path join(String owner, String partner, String... more) {
        Path invitation = temp.resolve(partner + ".json");
        List<String> invite = new ArrayList<>(List.of("invite", partner, "--connection", owner, "--dataset", VISITS));
        invite.addAll(List.of("-o", invitation.toString()));
        invite.addAll(Arrays.asList(more));
        assertThat(Shell.run(invite.toArray(String[]::new)).err()).isEmpty();
        Path folder = temp.resolve(partner);
        Shell.Said joined = InvitingOwner.join(invitation, folder);
        assertThat(joined.err()).isEmpty();
        return folder;
    }

    private static String policy(Path folder) {
        return folder.resolve("policy.json").toString();
    }

    private static Shell.Said consume(String connection, String... more) {
        List<String> command = new ArrayList<>(List.of("consume", "--connection", connection, "--dataset", VISITS));
        command.addAll(Arrays.asList(more));
        return Shell.run(command.toArray(String[]::new));
    }

    private static Shell.Said open(NodeHere server, String dataset, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("consume", "--server", server.api(), "--dataset", dataset));
        command.addAll(Arrays.asList(more));
        return Shell.run(command.toArray(String[]::new));
    }

    private static Shell.Said grant(Path data, Path file, String groups) {
        return Shell.run(
                "grant", "--data", data.toString(), "--dataset", VISITS, "--groups", groups, "-o", file.toString());
    }

    private static void erase(Path data) {
        Shell.Said erased = Shell.run(
                "erase",
                "--data",
                data.toString(),
                "--dataset",
                VISITS,
                "--subject",
                "{\"patient\": 4711}",
                "--reason-ref",
                "CASE-12");
        assertThat(erased.exitCode()).as(erased.err()).isLessThan(2);
    }

    private static void step(String owner, Path partner, String action) throws IOException {
        try (Stream<Path> files = Files.list(partner)) {
            String id = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("agreement-"))
                    .map(name -> name.replace("agreement-", "").replace(".json", ""))
                    .findFirst()
                    .orElseThrow();
            List<String> command = new ArrayList<>(List.of("agreement", action, id, "--connection", owner));
            if (!action.equals("resume")) {
                command.addAll(List.of("--reason", "test"));
            }
            assertThat(Shell.run(command.toArray(String[]::new)).err()).isEmpty();
        }
    }

    private static VerifyingConsumer<Object, Object> verifying(String connection) {
        Map<String, String> file = Connection.read(Path.of(connection)).settings();
        HttpRegistryClient registry = new HttpRegistryClient(RegistrySettings.from(file));
        ProvenanceClient readSide = new Server()
                .at(file.get("tombolo.server"), Connection.read(Path.of(connection)))
                .readSide();
        VerificationConfig config = VerificationConfig.of(
                readSide, readSide.policy(), EvidenceVerifier.receipts(), new RegistrySchemaHashes(registry));
        Map<String, Object> kafka = UsageReceipts.without(new HashMap<>(file));
        VerifyingConsumer<Object, Object> consumer = VerifyingConsumer.create(
                kafka, new AvroDeserializer(registry), new AvroDeserializer(registry, file, false), config);
        List<TopicPartition> partitions = List.of(new TopicPartition("hospital.example.visits", 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static List<GenericRecord> read(VerifyingConsumer<Object, Object> consumer, int count) {
        List<GenericRecord> rows = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            for (ConsumerRecord<Object, Object> record : consumer.poll(Duration.ofMillis(200))) {
                rows.add((GenericRecord) ((GenericRecord) record.value()).get("after"));
            }
            return rows.size() == count;
        });
        return rows;
    }

    private static long metric(VerifyingConsumer<Object, Object> consumer, String name) {
        return consumer.metrics().entrySet().stream()
                .filter(one -> one.getKey().name().equals(name))
                .map(one -> (Long) one.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }

    /** The answer to who asks for a key without reading anything. */
    private static String keysOf(String connection) throws Exception {
        Connection settings = Connection.read(Path.of(connection));
        URI keys = URI.create(settings.settings().get("tombolo.server") + "/api/v1/keys?dataset=" + VISITS);
        HttpAnswer answer = settings.http()
                .http(new HttpLimits(Duration.ofSeconds(30), 1 << 20, 0))
                .send(HttpRequest.newBuilder(keys)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"clinical\":[\"" + "0".repeat(32) + "\"]}"))
                        .build());
        return answer.status() + " " + answer.text();
    }
}
