package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.kafka.Drill;
import io.tombolo.ledger.witness.Litewitness;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.metrics.MetricsPage;
import io.tombolo.witness.SignedLog;
import io.tombolo.witness.WitnessCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.EdECPrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tombolo witness} as a process of its own, and killed at any moment. */
final class WitnessCommandIT {
    private static final int KILLS = 10;

    private final SignedLog log = SignedLog.of("shop.example/orders/0");
    private final List<Integer> ports = ServerProcess.freePorts(2);
    private final URI uri = URI.create("http://127.0.0.1:" + ports.get(0));
    private final URI operations = URI.create("http://127.0.0.1:" + ports.get(1));

    /** What was cosigned, by size, over all processes. */
    private final Map<Long, TreeHead> cosigned = new ConcurrentHashMap<>();

    private final AtomicLong largest = new AtomicLong();

    @TempDir
    Path temp = Path.of("unset");

    private Path config = Path.of("unset");
    private String vkey = "";

    @BeforeEach
    void init() throws IOException {
        config = Files.writeString(
                temp.resolve("witness.yaml"),
                "name: witness.example/w1\nkey: " + temp.resolve("key.pem") + "\nstateDir: " + temp.resolve("state")
                        + "\nhttp: {port: " + ports.get(0) + "}\noperations: {port: " + ports.get(1) + "}\n"
                        + "organisations: {shop.example: ['" + log.policyKey() + "']}\n");
        Shell.Said made = Shell.run("witness", "--config", config.toString(), "--init");
        assertThat(made.exitCode()).as(made.err()).isZero();
        vkey = made.out().strip();
    }

    @Test
    void cosignsAndIsObserved() throws Exception {
        try (ServerProcess process = begin()) {
            HttpResponse<String> answer = WitnessCalls.addCheckpoint(uri, log.request(0, 5));

            WitnessCalls.cosignature(answer.body(), log.note(5), vkey);
            // Refuses another history, which it logs.
            assertThat(WitnessCalls.addCheckpoint(uri, log.fork(2).request(5, 6))
                            .statusCode())
                    .isEqualTo(422);
            String metrics = WitnessCalls.get(operations.resolve("/metrics")).body();
            MetricsPage.read().assertScraped(metrics, "Witness", "HTTP servers", "JVM");
            MetricsPage.read().assertScrapedWithLater(metrics, "Witness", List.of());
            assertThat(metrics)
                    .contains("tombolo_witness_answers_total{status=\"200\"} 1.0")
                    .contains("tombolo_witness_logs 1.0")
                    .contains("tombolo_http_requests_total{server=\"witness\",status=\"2xx\"} 1.0");
            assertThat(process.stop()).isEqualTo(143);
            assertThat(JsonLog.lines(process.said()))
                    .anySatisfy(line -> assertThat(line.path("kvpList").toString())
                            .contains("\"checkpoint\":\"shop.example/orders/0"));
        }
        assertThat(Shell.run("witness", "--config", config.toString(), "--print-vkey")
                        .out())
                .isEqualTo(vkey + "\n");
    }

    /** A log that others wrote, {@code posix-oneshot} of transparency-dev's tessera, which publishes no checkpoint without a cosignature. */
    @Test
    void cosignsForAForeignLogAndNotItsOtherHistory() throws Exception {
        Litewitness.assumeThere("posix-oneshot");
        try (ServerProcess process = begin()) {
            for (int run = 1; run <= 3; run++) {
                // Each run begins at size 0, and learns from the 409 what was cosigned before.
                SignedNote published = foreignLog("log", run, false);

                assertThat(published.text()).startsWith(log.origin() + "\n" + run + "\n");
                assertThat(published.verify(List.of(Cosignature.verifier(vkey))))
                        .isInstanceOf(NoteCheck.Signed.class);
            }
            for (int run = 1; run <= 4; run++) {
                assertThat(foreignLog("other", 10 + run, true).verify(List.of(Cosignature.verifier(vkey))))
                        .isInstanceOf(NoteCheck.NotSigned.class);
            }
            assertThat(WitnessCalls.get(operations.resolve("/metrics")).body())
                    .contains("tombolo_witness_answers_total{status=\"422\"}");
            assertThat(process.stop()).isEqualTo(143);
        }
    }

    /** One more entry in a foreign log with this log's key, and its checkpoint then. */
    private SignedNote foreignLog(String name, int entry, boolean alsoAlone) throws Exception {
        Path entries = Files.createDirectories(temp.resolve("entry" + entry));
        Files.writeString(entries.resolve("entry"), "entry " + entry);
        Path policy = Files.writeString(temp.resolve("policy"), "witness ours " + vkey + " " + uri + "\nquorum ours\n");
        byte[] key = new byte[33];
        key[0] = 1;
        System.arraycopy(((EdECPrivateKey) log.keys().getPrivate()).getBytes().orElseThrow(), 0, key, 1, 32);
        ProcessBuilder command = new ProcessBuilder(
                        Litewitness.foreign("posix-oneshot").orElseThrow().toString(),
                        "-storage_dir=" + temp.resolve(name),
                        "-entries=" + entries.resolve("*"),
                        "-witness_policy_file=" + policy,
                        "-witness_timeout=2m",
                        "-witness_fail_open=" + alsoAlone)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("foreign.out").toFile());
        String id = log.vkey().split("\\+", -1)[1];
        command.environment()
                .put(
                        "LOG_PRIVATE_KEY",
                        "PRIVATE+KEY+" + log.origin() + "+" + id + "+"
                                + Base64.getEncoder().encodeToString(key));
        Process run = command.start();
        try {
            assertThat(run.waitFor(5, TimeUnit.MINUTES) && run.exitValue() == 0)
                    .as(Files.readString(temp.resolve("foreign.out")))
                    .isTrue();
        } finally {
            run.destroyForcibly();
        }
        return SignedNote.parse(Files.readString(temp.resolve(name).resolve("checkpoint")));
    }

    @Test
    void explainsInOneLineWhyItDoesNotStart() throws IOException {
        Path state = temp.resolve("state").resolve("logs");
        Shell.Said again = Shell.run("witness", "--config", config.toString(), "--init");
        Files.writeString(state, "x");
        Shell.Said damaged = Shell.run("witness", "--config", config.toString());
        Shell.Said nameless = Shell.run(
                "witness",
                "--config",
                Files.writeString(config, "key: " + temp.resolve("key.pem")).toString());
        Shell.Said keyless = Shell.run("witness", "--print-vkey");

        assertThat(again.err()).contains("is a witness's already; --init is for a new one");
        assertThat(damaged.err()).contains(state + " is damaged");
        assertThat(nameless.err()).contains("name: key name \"\"");
        assertThat(keyless.err()).contains("witness-key.pem: no such file; a new witness makes it with --init");
        for (Shell.Said said : List.of(again, damaged, nameless, keyless)) {
            assertThat(said.exitCode()).isEqualTo(2);
            assertThat(said.errLines()).hasSize(1);
        }
    }

    @Drill
    @Test
    void neverCosignsTwoHistoriesHoweverOftenItIsKilled() throws Exception {
        SignedLog fork = log.fork(2);
        ExecutorService client = Executors.newSingleThreadExecutor();
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                try (ServerProcess process = begin()) {
                    long known = expectNoFork(fork);
                    long before = largest.get();
                    Future<?> asking = client.submit(() -> ask(fork, known));
                    await().atMost(Duration.ofMinutes(5))
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> largest.get() > before + 5 || asking.isDone());
                    process.kill();
                    asking.get();
                }
            }
        } finally {
            client.shutdownNow();
        }

        assertThat(largest.get()).isGreaterThan(5L * KILLS);
        cosigned.forEach((size, head) -> assertThat(head).isEqualTo(log.head(size)));
    }

    /** The size that the witness has, which must not be smaller than what it cosigned; forks of it are refused. */
    private long expectNoFork(SignedLog fork) throws Exception {
        String body = WitnessCalls.addCheckpoint(uri, log.request(1, 1)).body();
        long known = body.startsWith("\u2014") ? 1 : Long.parseLong(body.strip());
        assertThat(known).isGreaterThanOrEqualTo(largest.get());
        if (known > 2) {
            assertThat(List.of(
                            WitnessCalls.addCheckpoint(uri, fork.request(known, known))
                                    .statusCode(),
                            WitnessCalls.addCheckpoint(uri, fork.request(known, known + 1))
                                    .statusCode(),
                            WitnessCalls.addCheckpoint(uri, fork.request(known - 1, known))
                                    .statusCode(),
                            WitnessCalls.addCheckpoint(uri, fork.request(0, known + 9))
                                    .statusCode()))
                    .containsExactly(422, 422, 409, 409);
        }
        return known;
    }

    /** Grows the log from the size that the witness has, and offers a fork at each size, until the witness is gone. */
    private Void ask(SignedLog fork, long known) throws InterruptedException {
        long old = known;
        try {
            while (true) {
                if (old > 2) {
                    record(fork, old + 1, WitnessCalls.addCheckpoint(uri, fork.request(old, old + 1)));
                }
                HttpResponse<String> answer = WitnessCalls.addCheckpoint(uri, log.request(old, old + 1));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                record(log, old + 1, answer);
                old++;
            }
        } catch (IOException killed) {
            return null;
        }
    }

    private void record(SignedLog history, long size, HttpResponse<String> answer) {
        if (answer.statusCode() == 200) {
            WitnessCalls.cosignature(answer.body(), history.note(size), vkey);
            TreeHead head = history.head(size);
            TreeHead other = cosigned.putIfAbsent(size, head);
            assertThat(other == null ? head : other).isEqualTo(head);
            largest.accumulateAndGet(size, Math::max);
        }
    }

    private ServerProcess begin() throws IOException {
        ServerProcess process = ServerProcess.start(
                temp.resolve("witness.out"), temp, "witness", "--config", config.toString(), "--log=json");
        try {
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptions()
                    .until(() -> WitnessCalls.get(operations.resolve("/ready")).statusCode() == 200);
            return process;
        } catch (ConditionTimeoutException e) {
            process.close();
            throw new AssertionError(process.said(), e);
        }
    }
}
