package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.server.Consortium;
import io.tombolo.server.Ledgers;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server leaves its ledger, which is deleted, for another one. */
class ReanchorIT {
    private static final String TOPIC = "acme.example.orders";
    private static final String ORIGIN = "acme.example/orders/0";
    private static final String FIRST = "fabric:tombolo/anchors";
    private static final String SECOND = "fabric:second/anchors";
    private static final int HEADS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void evidenceFromBeforeAndAfterVerifiesByEitherLedgerOnceTheFirstIsGone() throws Exception {
        Path data = folder.resolve("data");
        Path before = folder.resolve("before.json");
        Path again = folder.resolve("again.json");
        Path retired = folder.resolve("retired.json");
        JsonNode first;
        List<Long> onFirst;
        try (Tombolo node = Tombolo.start(ServerConfig.local(data))) {
            for (int i = 1; i <= HEADS; i++) {
                produce(node, i);
                awaitNewest(node, FIRST, i);
            }
            onFirst = sizes(node, FIRST);
            evidence(node, 0, before);
            first = policy(node);
            Folders.delete(data.resolve("ledger"));

            // So slow that the second head is a minute away.
            kill(node, data, 2);
            assertThat(sizes(node, SECOND)).hasSizeLessThan(HEADS);
            kill(node, data, 60);
            kill(node, data, 60);
            int published = sizes(node, SECOND).size();
            Shell.Said said = reanchor(node, data, "--json");

            assertThat(said.exitCode()).as(said.err()).isZero();
            JsonNode summary = Json.MAPPER.readTree(said.out());
            assertThat(summary.path("ledger").asText()).isEqualTo(SECOND);
            assertThat(summary.path("heads_brought").asInt()).as("the rest").isBetween(0, onFirst.size() - published);
            awaitNewest(node, SECOND, HEADS);
            assertThat(sizes(node, SECOND)).isEqualTo(onFirst);
            assertThat(sizes(node, FIRST)).as("what was there stays").isEqualTo(onFirst);
            Shell.Said nothing = reanchor(node, data);
            assertThat(nothing.out()).contains(SECOND + ": 1 logs, 0 heads brought, " + onFirst.size() + " were there");
            Shell.Said made =
                    Shell.run("evidence", "--again", before.toString(), "--server", api(node), "-o", again.toString());
            assertThat(made.exitCode()).as(made.err()).isZero();
        }
        write(retired, retired(first, Instant.now()));
        JsonNode second;
        Path after = folder.resolve("after.json");
        Path old = folder.resolve("old.json");
        ServerConfig moved =
                ServerConfig.local(data).withLedgers(new Ledgers("embedded:second", List.of(), Optional.of(retired)));
        try (Tombolo node = Tombolo.start(moved)) {
            produce(node, HEADS + 1);
            awaitNewest(node, SECOND, HEADS + 1);
            evidence(node, HEADS, after);
            evidence(node, 0, old);
            JsonNode both = policy(node);
            assertThat(both.path("ledgers").findValuesAsText("name")).containsExactly(SECOND, FIRST);
            second = only(both, SECOND);
        }

        JsonNode either = retired(first, Instant.now());
        ((ArrayNode) either.path("ledgers")).add(second.path("ledgers").get(0));
        assertThat(verdicts(before, first, second, either)).containsExactly("ANCHORED", "NOT_TRUSTED", "ANCHORED");
        assertThat(verdicts(again, first, second, either)).containsExactly("ANCHORED", "ANCHORED", "CROSS_ANCHORED");
        assertThat(verdicts(old, first, second, either)).containsExactly("ANCHORED", "ANCHORED", "CROSS_ANCHORED");
        assertThat(verdicts(after, first, second, either)).containsExactly("NOT_TRUSTED", "ANCHORED", "ANCHORED");
        Shell.Said tooLate = verify(before, retired(first, Instant.parse("2020-01-01T00:00:00Z")));
        assertThat(tooLate.exitCode()).isEqualTo(1);
        assertThat(tooLate.out()).startsWith("NOT_TRUSTED").contains(FIRST + " is retired since 2020-01-01T00:00:00Z");
    }

    @Test
    void anOwnerWhoShowsAnotherHistoryToTheSecondLedgerIsConvictedByOneFile() throws Exception {
        Path data = folder.resolve("data");
        try (Tombolo node = Tombolo.start(ServerConfig.local(data))) {
            produce(node, 1);
            awaitNewest(node, FIRST, 1);
            Hash other = Hash.of(Hash.sha256().digest(new byte[] {7}));
            String note = anchorAnotherHistory(data, 1, other);

            Shell.Said said = reanchor(node, data);

            assertThat(said.exitCode()).as(said.err()).isEqualTo(1);
            assertThat(said.out())
                    .contains(ORIGIN + " FORKED: the ledger holds size 1 with root " + other
                            + ", the log leads to root ");
            assertThat(note).contains(other.base64());
        }
        Path file = folder.resolve("forked.json");
        ServerConfig both = ServerConfig.local(data)
                .withLedgers(new Ledgers(Ledgers.EMBEDDED, List.of("embedded:second"), Optional.empty()));
        try (Tombolo node = Tombolo.start(both)) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                evidence(node, 0, file);
                assertThat(EvidenceFile.read(Files.readAllBytes(file)).anchors())
                        .hasSize(2);
            });

            assertThat(EvidenceFile.read(Files.readAllBytes(file)).anchors())
                    .extracting(EvidenceAnchor::ledger)
                    .containsExactly(FIRST, SECOND);
            Shell.Said verdict = verify(file, policy(node));
            assertThat(verdict.exitCode()).isEqualTo(1);
            assertThat(verdict.out()).startsWith("FORKED").contains("size 1: ledger ");
        }
    }

    @Test
    void refusesWhatItCannotDoInOneLine() throws Exception {
        Path data = folder.resolve("data");
        try (Tombolo node = Tombolo.start(ServerConfig.local(data))) {
            assertThat(Shell.run("reanchor", "--server", api(node), "--data", data.toString())
                            .err())
                    .contains("--to");
            assertThat(to(node, data, "embedded:tombolo"))
                    .isEqualTo(
                            "tombolo: ledger 'embedded:tombolo': a name has 1 to 31 lower-case letters, digits and -,"
                                    + " begins with a letter, and is not tombolo");
            assertThat(to(node, data, "none.yaml")).isEqualTo("tombolo: ledger file none.yaml: there is no such file");
            assertThat(to(node, folder.resolve("elsewhere"), "embedded:second"))
                    .startsWith("tombolo: there are no log keys in " + folder.resolve("elsewhere/keys"));
            produce(node, 1);
            awaitNewest(node, FIRST, 1);
            Shell.Said unknown = reanchor(node, data, "--dataset", "acme.example/none");
            assertThat(unknown.errLines())
                    .containsExactly("tombolo: --dataset acme.example/none: " + api(node) + " knows no log of it");
        }
    }

    private String to(Tombolo node, Path data, String ledger) throws Exception {
        return Shell.run("reanchor", "--to", ledger, "--server", api(node), "--data", data.toString())
                .err()
                .strip();
    }

    /** As kill -9 does, once one head more is on the other ledger, if there is one more. */
    private void kill(Tombolo node, Path data, int transactionsPerMinute) throws Exception {
        int before = sizes(node, SECOND).size();
        ServerProcess process = ServerProcess.start(
                folder.resolve("reanchor.out"),
                data,
                "reanchor",
                "--to",
                "embedded:second",
                "--server",
                api(node),
                "--data",
                data.toString(),
                "--transactions-per-minute",
                Integer.toString(transactionsPerMinute));
        try (process) {
            await().atMost(PATIENCE).until(() -> sizes(node, SECOND).size() > Math.min(before, HEADS - 1));
            process.kill();
        }
    }

    private static Shell.Said reanchor(Tombolo node, Path data, String... more) throws Exception {
        List<String> line = new ArrayList<>(
                List.of("reanchor", "--to", "embedded:second", "--server", api(node), "--data", data.toString()));
        line.addAll(List.of(more));
        return Shell.run(line.toArray(String[]::new));
    }

    /** The owner signs another tree of that size, and has the second ledger take it. */
    private static String anchorAnotherHistory(Path data, long size, Hash root) {
        PemLogKeys keys = new PemLogKeys(data.resolve("keys"));
        String note = NoteSigner.sign(
                        new Checkpoint(ORIGIN, size, root).text(), NoteSigner.ed25519(ORIGIN, keys.of("acme.example")))
                .format();
        try (Consortium second = Consortium.further(data.resolve("ledgers"), "embedded:second", Clock.systemUTC())) {
            Ledger ledger = second.as("acme.example");
            ledger.register(new DatasetRegistration("acme.example", "orders", keys.publicKey("acme.example")));
            List<AnchorOutcome> outcomes =
                    ledger.anchor(List.of(new HeadToAnchor(ORIGIN, size, root, 0, List.of(), note)));
            assertThat(outcomes.get(0)).isInstanceOf(AnchorOutcome.Committed.class);
        }
        return note;
    }

    private static JsonNode get(Tombolo node, String path) throws Exception {
        try (InputStream in = URI.create(api(node) + path).toURL().openStream()) {
            return Json.MAPPER.readTree(in);
        } catch (FileNotFoundException e) {
            // The log is not there yet.
            return Json.MAPPER.createArrayNode();
        }
    }

    private static String api(Tombolo node) {
        return node.endpoints().api();
    }

    private static List<Long> sizes(Tombolo node, String ledger) throws Exception {
        List<Long> sizes = new ArrayList<>();
        String query = "/log/" + ORIGIN + "/anchors?limit=1000&ledger=" + ledger.replace("/", "%2F");
        for (JsonNode anchor : get(node, query)) {
            assertThat(anchor.path("receipt").isTextual()).isTrue();
            sizes.add(anchor.path("size").asLong());
        }
        assertThat(new TreeSet<>(sizes)).as("each once").hasSameSizeAs(sizes);
        return sizes;
    }

    private static void awaitNewest(Tombolo node, String ledger, long size) {
        await().atMost(PATIENCE).until(() -> sizes(node, ledger).contains(size));
    }

    private static void evidence(Tombolo node, long offset, Path file) throws Exception {
        Shell.Said wrote = Shell.run(
                "evidence",
                "--server",
                api(node),
                "--dataset",
                "acme.example/orders",
                "--offset",
                Long.toString(offset),
                "-o",
                file.toString());
        assertThat(wrote.exitCode()).as(wrote.err()).isZero();
    }

    private static JsonNode policy(Tombolo node) throws Exception {
        return get(node, "/api/v1/policy");
    }

    private static JsonNode only(JsonNode policy, String ledger) {
        ObjectNode one = policy.deepCopy();
        var ledgers = one.putArray("ledgers");
        policy.path("ledgers").forEach(known -> {
            if (known.path("name").asText().equals(ledger)) {
                ledgers.add(known);
            }
        });
        return one;
    }

    private static JsonNode retired(JsonNode policy, Instant at) {
        ObjectNode one = policy.deepCopy();
        one.put("format", "tombolo-policy/2");
        ((ObjectNode) one.path("ledgers").get(0)).put("retired", at.toString());
        return one;
    }

    private static void write(Path file, JsonNode policy) throws Exception {
        Files.writeString(file, Json.text(policy));
    }

    private List<String> verdicts(Path evidence, JsonNode... policies) throws Exception {
        List<String> verdicts = new ArrayList<>();
        for (JsonNode policy : policies) {
            verdicts.add(verify(evidence, policy).out().split("[ :\n]", 2)[0]);
        }
        return verdicts;
    }

    private Shell.Said verify(Path evidence, JsonNode policy) throws Exception {
        Path file = folder.resolve("policy.json");
        write(file, policy);
        return Shell.run("verify", "--policy", file.toString(), evidence.toString());
    }

    private static void produce(Tombolo node, int value) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", node.endpoints().kafka());
        try (Admin admin = Admin.create(settings)) {
            if (!admin.listTopics().names().get().contains(TOPIC)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
        }
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "1", "row " + value)).get();
        }
    }
}
