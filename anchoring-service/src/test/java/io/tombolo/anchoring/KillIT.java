package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.probe.Step;
import io.tombolo.ledger.Anchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.embedded.EmbeddedLedgerConfig;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import io.tombolo.schemas.contract.AnchorRecord;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the service by kill -9 at every step, one after the other, under load, and then looks at every byte it left. */
class KillIT {
    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final String TOPIC = "acme.example.flights";

    /** Steps and at which of their times: early in a process, and again when much is in flight. */
    private static final List<Map.Entry<Step, Integer>> KILLS = kills();

    @Test
    void leavesTheSameLogsAsIfNothingHadHappened(@TempDir Path dir) throws Exception {
        try (Cluster cluster = new Cluster(dir);
                EmbeddedLedger ledger = EmbeddedLedger.open(new EmbeddedLedgerConfig(
                        dir.resolve("ledger"),
                        "127.0.0.1",
                        0,
                        "tombolo",
                        "anchors",
                        List.of("one.example", "two.example", "three.example"),
                        Clock.systemUTC()))) {
            ClientIdentity identity = ledger.enrol(Cluster.ORGANISATION);
            Files.writeString(dir.resolve("msp.txt"), identity.mspId());
            Files.writeString(dir.resolve("client.pem"), identity.certificatePem());
            Files.writeString(dir.resolve("client.key"), identity.privateKeyPem());
            cluster.topic(TOPIC, 2);

            try (Load load = new Load(cluster)) {
                for (Map.Entry<Step, Integer> kill : KILLS) {
                    killAt(kill.getKey(), kill.getValue(), dir, cluster, ledger);
                }
                load.stop();
            }
            Process last = service("NONE", 1, dir, cluster, ledger);
            try {
                awaitAllAnchored(cluster);
            } finally {
                last.destroyForcibly().waitFor();
            }

            assertPublishedIsWhatTheLedgerHolds(cluster, dir, ledger);
        }
    }

    private static List<Map.Entry<Step, Integer>> kills() {
        List<Map.Entry<Step, Integer>> kills = new ArrayList<>();
        for (Step step : Step.values()) {
            kills.add(Map.entry(step, 1));
        }
        kills.add(Map.entry(Step.RECORD_READ, 777));
        kills.add(Map.entry(Step.BUNDLE_SENT, 5));
        kills.add(Map.entry(Step.STATE_SENT, 4));
        kills.add(Map.entry(Step.CHECKPOINT_SENT, 6));
        kills.add(Map.entry(Step.FRONTIER_COMMITTED, 2));
        kills.add(Map.entry(Step.HEADS_HANDED_IN, 2));
        return kills;
    }

    private static void killAt(Step step, int time, Path dir, Cluster cluster, EmbeddedLedger ledger) throws Exception {
        Process service = service(step.name(), time, dir, cluster, ledger);
        boolean reached = false;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
            var timeout = CompletableFuture.delayedExecutor(40, TimeUnit.SECONDS);
            timeout.execute(service::destroyForcibly);
            String line;
            while (!reached && (line = said.readLine()) != null) {
                reached = line.startsWith("AT ");
            }
        } finally {
            service.destroyForcibly();
        }
        LOG.atInfo()
                .addKeyValue("step", step)
                .addKeyValue("time", time)
                .addKeyValue("reached", reached)
                .log("killed");
        assertThat(service.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(reached).as("reached " + step).isTrue();
    }

    private static Process service(String step, int time, Path dir, Cluster cluster, EmbeddedLedger ledger)
            throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledService.class.getName(),
                        dir.toString(),
                        cluster.kafka.bootstrapServers(),
                        ledger.endpoint(),
                        step,
                        Integer.toString(time))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        dir.resolve("service.log").toFile()))
                .start();
    }

    private static void awaitAllAnchored(Cluster cluster) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    for (int partition = 0; partition < 2; partition++) {
                        String origin = "acme.example/flights/" + partition;
                        List<AnchorRecord> anchors = cluster.outputs().anchors(origin);
                        assertThat(anchors).isNotEmpty();
                        assertThat(anchors.get(anchors.size() - 1).size())
                                .isEqualTo(
                                        cluster.outputs().read(TOPIC, partition).size());
                    }
                });
        cluster.outputs().assertMatchesSource(TOPIC, 0, 1);
        cluster.outputs().assertMatchesSource(TOPIC, 1, 1);
    }

    private static void assertPublishedIsWhatTheLedgerHolds(Cluster cluster, Path dir, EmbeddedLedger ledger)
            throws Exception {
        try (Ledger client = KilledService.ledger(dir, ledger.endpoint())) {
            for (int partition = 0; partition < 2; partition++) {
                String origin = "acme.example/flights/" + partition;
                List<AnchorRecord> published = cluster.outputs().anchors(origin);
                assertThat(published)
                        .allSatisfy(anchor -> assertThat(anchor.receipt()).isNotNull());
                assertThat(published)
                        .extracting(AnchorRecord::size)
                        .isEqualTo(client.history(origin, 1, 1000).stream()
                                .map(Anchor::size)
                                .toList());
                assertThat(client.forks(origin)).isEmpty();
            }
        }
    }

    /** Transactions of a few records to both partitions, some of them aborted, some records no frames, some tombstones. */
    private static final class Load implements AutoCloseable {
        private final Cluster cluster;
        private final Thread thread = new Thread(this::run, "load");
        private volatile boolean stopping;
        private volatile boolean failed;

        Load(Cluster cluster) {
            this.cluster = cluster;
            thread.start();
        }

        private void run() {
            try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of("transactional.id", "load"))) {
                producer.initTransactions();
                for (long round = 0; !stopping; round++) {
                    producer.beginTransaction();
                    for (int i = 0; i < 40; i++) {
                        var unused = producer.send(record(40 * round + i));
                    }
                    if (round % 7 == 3) {
                        producer.abortTransaction();
                    } else {
                        producer.commitTransaction();
                    }
                    Thread.sleep(30);
                }
            } catch (RuntimeException | InterruptedException e) {
                failed = true;
            }
        }

        private ProducerRecord<byte[], byte[]> record(long number) {
            int partition = (int) (number % 3 % 2);
            if (number % 101 == 7) {
                return cluster.raw(TOPIC, partition, "not framed " + number);
            }
            ProducerRecord<byte[], byte[]> change = cluster.change(TOPIC, partition, number);
            return number % 53 == 9 ? new ProducerRecord<>(TOPIC, partition, change.key(), null) : change;
        }

        void stop() throws InterruptedException {
            stopping = true;
            thread.join();
            assertThat(failed).isFalse();
        }

        @Override
        public void close() {
            stopping = true;
        }
    }
}
