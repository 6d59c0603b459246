package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.server.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server is backed up twice under load and lost; what is restored of it, with what else may be lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackupIT {
    private static final Logger LOG = LoggerFactory.getLogger(BackupIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String TOPIC = "acme.example.orders";

    private Path temp = Path.of("unset");
    private Path lost = Path.of("unset");
    private Path backups = Path.of("unset");
    private String policy = "";
    private String evidence = "";
    private JsonNode first = Json.MAPPER.nullNode();
    private JsonNode second = Json.MAPPER.nullNode();
    private int committedBeforeTheSecond;

    @BeforeAll
    void backUpARunningServerTwiceAndLoseIt(@TempDir Path folder) throws Exception {
        temp = folder;
        lost = folder.resolve("lost");
        backups = folder.resolve("backups");
        policy = folder.resolve("policy.json").toString();
        evidence = folder.resolve("evidence.json").toString();
        try (ServerProcess server = ServerProcess.up(lost)) {
            publish(server.api(), "people", "id,name\n1,one\n2,two\n");
            String kafka = endpoint(lost, "kafka");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
            AtomicInteger committed = new AtomicInteger();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> load(kafka, committed, enough));
            await().atMost(PATIENCE).until(() -> committed.get() >= 60 || load.isDone());
            first = backUp();
            int afterTheFirst = committed.get();
            await().atMost(PATIENCE).until(() -> committed.get() >= afterTheFirst + 60 || load.isDone());
            committedBeforeTheSecond = committed.get();
            second = backUp();
            enough.set(true);
            load.join();
            await().atMost(PATIENCE).until(() -> audited(server.api(), List.of(), "orders", committed.get()));
            run("policy", "init", "--server", server.api(), "-o", policy);
            run("evidence", "--server", server.api(), "--dataset=acme.example/people", "--offset=0", "-o", evidence);
            server.kill();
        }
    }

    @Test
    void continuesElsewhereWithTheSameVerdictWithoutWhatIsDerived() throws Exception {
        assertThat(second.path("added_bytes").asLong())
                .as("what the first backup has is not written again")
                .isLessThan(second.path("bytes").asLong());
        assertThat(first.path("paused_ms").asLong()).isNotNegative();
        Path data = temp.resolve("restored");

        run("restore", "--from", backups.toString(), "--data", data.toString());

        assertThat(data.resolve("read-side")).doesNotExist();
        assertThat(data.resolve("streams")).doesNotExist();
        try (NodeHere node = NodeHere.up(data)) {
            await().atMost(PATIENCE)
                    .until(() -> audited(node.api(), List.of("--policy", policy), "orders", committedBeforeTheSecond));
            assertThat(audited(node.api(), List.of("--policy", policy), "people", 2))
                    .isTrue();
            publish(node.api(), "people", "id,name\n1,one\n2,two\n3,three\n");
            await().atMost(PATIENCE).until(() -> audited(node.api(), List.of("--policy", policy), "people", 3));
        }
        assertThat(Shell.run("verify", "--policy", policy, evidence).out()).startsWith("ANCHORED");
        assertThat(Files.readString(data.resolve("keys/acme.example.pem")))
                .isEqualTo(Files.readString(lost.resolve("keys/acme.example.pem")));
    }

    @Test
    void refusesToStartBehindItsLedger() throws Exception {
        Path data = temp.resolve("behind");
        String name = first.path("backup").asText();
        run("restore", "--from", backups.toString(), "--backup", name, "--data", data.toString());
        Folders.delete(data.resolve("ledger"));
        copy(lost.resolve("ledger"), data.resolve("ledger"));

        assertThatThrownBy(() -> NodeHere.up(data))
                .isInstanceOf(ServerException.class)
                .hasMessageMatching(
                        "(?s)data folder .*, restored from backup " + name
                                + ", is behind the ledger: acme.example/orders/0 has \\d+ leaves, fabric:tombolo/anchors holds \\d+\\. .*");
    }

    @Test
    void startsWithoutItsLogKeyOnlyOnceThatIsReplaced() throws Exception {
        Path data = temp.resolve("keyless");
        run("restore", "--from", backups.toString(), "--data", data.toString());
        Files.delete(data.resolve("keys/acme.example.pem"));

        assertThatThrownBy(() -> NodeHere.up(data))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("the log key of acme.example is missing, and it signed the log of acme.example/")
                .hasMessageContaining("tombolo keys rotate --lost");

        JsonNode known = Json.MAPPER.readTree(
                run("keys", "list", "--dataset=acme.example/people", "--data", data.toString(), "--json"));
        String key = known.path("keys").get(0).path("log_key").asText();
        run("keys", "rotate", "--organisation=acme.example", "--lost", key, "--data", data.toString());
        String policyNow = temp.resolve("policy-now.json").toString();
        try (NodeHere node = NodeHere.up(data)) {
            publish(node.api(), "people", "id,name\n1,one\n2,two\n3,three\n");
            run("policy", "init", "--server", node.api(), "-o", policyNow);
            await().atMost(PATIENCE).until(() -> audited(node.api(), List.of("--policy", policyNow), "people", 3));
        }
        assertThat(Shell.run("verify", "--policy", policyNow, evidence).out()).startsWith("ANCHORED");
    }

    private JsonNode backUp() throws IOException {
        return Json.MAPPER.readTree(run("backup", "--to", backups.toString(), "--data", lost.toString(), "--json"));
    }

    private static String run(String... arguments) {
        Shell.Said said = Shell.run(arguments);
        assertThat(said.exitCode()).as(said.err()).isZero();
        return said.out();
    }

    /**
     * Transactions of three records each, until it is enough: at least one. As every transactional client it begins again with another
     * producer when the broker ends it: a broker that is slow may answer that a transaction is not in a state for its next record.
     */
    private static void load(String kafka, AtomicInteger committed, AtomicBoolean enough) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka, "transactional.id", "orders");
        do {
            try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                producer.initTransactions();
                do {
                    producer.beginTransaction();
                    for (int i = 0; i < 3; i++) {
                        // Its failure is the commit's.
                        var unused = producer.send(new ProducerRecord<>(TOPIC, "1", "order " + committed.get()));
                    }
                    producer.commitTransaction();
                    committed.addAndGet(3);
                } while (!enough.get());
            } catch (InvalidTxnStateException e) {
                LOG.atWarn().setCause(e).log("The producer was ended and begins again");
            }
        } while (!enough.get());
    }

    /** Whether an audit finds at least so many records, all anchored, and refuses nothing. */
    private static boolean audited(String api, List<String> policy, String dataset, int events) throws IOException {
        List<String> audit =
                new ArrayList<>(List.of("audit", "--json", "--server", api, "--dataset", "acme.example/" + dataset));
        audit.addAll(policy);
        Shell.Said said = Shell.run(audit.toArray(String[]::new));
        JsonNode verdict = Json.MAPPER.readTree(said.out());
        assertThat(verdict.path("refusals")).as(said.out() + said.err()).isEmpty();
        return verdict.path("events").asInt() >= events
                && verdict.path("level").asText().equals("ANCHORED");
    }

    private void publish(String api, String dataset, String rows) throws IOException {
        Path file = Files.writeString(temp.resolve(dataset + ".csv"), rows);
        run(
                "publish",
                "--server",
                api,
                "--organisation=acme.example",
                "--dataset",
                dataset,
                "--key=id",
                file.toString());
    }

    private static String endpoint(Path data, String part) throws IOException {
        return Json.MAPPER
                .readTree(data.resolve("endpoints.json").toFile())
                .path(part)
                .asText();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one).toString()));
            }
        }
    }
}
