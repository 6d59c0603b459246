package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnchoringServiceIT {
    private static final Duration SOON = Duration.ofMinutes(5);

    private Cluster cluster;

    @BeforeAll
    void startCluster(@TempDir Path dir) {
        cluster = new Cluster(dir, Map.of("log.cleaner.backoff.ms", "200"));
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @Test
    void anchorsEveryRecordOnceAndGoesOnAfterARestart() throws Exception {
        cluster.topic("acme.example.flights", 2);
        cluster.publish("acme.example.flights", 0, 0, 1000);

        try (AnchoringService service = cluster.start()) {
            awaitAnchored(service, 1000);
            cluster.publish("acme.example.flights", 1, 0, 300);
            awaitAnchored(service, 1300);
        }
        cluster.publish("acme.example.flights", 0, 1000, 555);
        try (AnchoringService service = cluster.start()) {
            awaitAnchored(service, 1855);
        }

        cluster.outputs().assertMatchesSource("acme.example.flights", 0, 1);
        cluster.outputs().assertMatchesSource("acme.example.flights", 1, 1);
    }

    @Test
    void givesALeafToWhateverIsCommittedAndToNothingElse() throws Exception {
        String topic = "acme.example.odd-ones";
        cluster.topic(topic, 1);
        try (AnchoringService service = cluster.start();
                KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of("transactional.id", "odd"))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, cluster.change(topic, 0, 1));
            send(producer, cluster.raw(topic, 0, "no frame at all"));
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, cluster.change(topic, 0, 2));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            send(
                    producer,
                    new ProducerRecord<>(topic, 0, cluster.change(topic, 0, 3).key(), null));
            send(producer, new ProducerRecord<>(topic, 0, null, null));
            send(producer, new ProducerRecord<>(topic, 0, new byte[0], new byte[] {0, 0, 0, 0, 99, 1}));
            send(producer, cluster.raw(topic, 0, "x".repeat(900_000)));
            producer.commitTransaction();

            await().atMost(SOON).until(() -> anchored(service.state(), topic) == 6);
        }

        cluster.outputs().assertMatchesSource(topic, 0, 1);
        assertThat(cluster.outputs().rejected())
                .filteredOn(rejected -> topic.equals(rejected.topic()))
                .extracting(RejectedInput::offset, RejectedInput::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1L, "NOT_FRAMED"),
                        org.assertj.core.groups.Tuple.tuple(7L, "NOT_FRAMED"),
                        org.assertj.core.groups.Tuple.tuple(8L, "NOT_FRAMED"));
    }

    @Test
    void givesLeavesToRecordsOfManyMegabytesWithHeadersOfAnyKindAndPassesTheGapsThatCompactionLeaves()
            throws Exception {
        String topic = "acme.example.large";
        cluster.admin
                .createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())
                        .configs(Map.of(
                                "cleanup.policy", "compact",
                                "max.message.bytes", "20000000",
                                "segment.ms", "100",
                                "min.cleanable.dirty.ratio", "0.01",
                                "max.compaction.lag.ms", "100"))))
                .all()
                .get();
        try (KafkaProducer<byte[], byte[]> producer =
                cluster.producer(Map.of("max.request.size", 20_000_000, "buffer.memory", 50_000_000L))) {
            for (int round = 0; round < 5; round++) {
                producer.send(cluster.change(topic, 0, 1)).get();
                producer.send(cluster.change(topic, 0, 2)).get();
            }
            AtomicInteger others = new AtomicInteger();
            await().atMost(SOON).pollInterval(Duration.ofMillis(300)).until(() -> {
                // Only what is no longer the newest segment is compacted.
                producer.send(cluster.change(topic, 0, 100 + others.incrementAndGet()))
                        .get();
                return cluster.outputs().read(topic, 0).size() == 2 + others.get();
            });
            ProducerRecord<byte[], byte[]> headed = cluster.change(topic, 0, 3);
            headed.headers()
                    .add(Topics.SALT_HEADER, new byte[3])
                    .add("other", null)
                    .add("", new byte[70_000]);
            producer.send(headed).get();
            producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[9_000_000]))
                    .get();
            producer.send(new ProducerRecord<>(topic, 0, new byte[6_000_000], new byte[] {1}))
                    .get();
        }
        long leaves = cluster.outputs().sizeOf(topic, 1);

        try (AnchoringService service = cluster.start()) {
            await().atMost(SOON).until(() -> anchored(service.state(), topic) >= leaves);
        }

        cluster.outputs().assertMatchesSource(topic, 0, 1);
        assertThat(cluster.outputs().rejected())
                .filteredOn(rejected -> topic.equals(rejected.topic()))
                .extracting(RejectedInput::reason)
                .containsExactly("NOT_FRAMED", "UNKNOWN_SCHEMA");
    }

    @Test
    void goesOnSealingWhileTheLedgerIsAwayAndAnchorsTheNewestHeadOnceItIsBack() throws Exception {
        String topic = "acme.example.patient";
        cluster.topic(topic, 1);
        try (AnchoringService service = cluster.start()) {
            cluster.publish(topic, 0, 0, 10);
            await().atMost(SOON).until(() -> anchored(service.state(), topic) == 10);
            cluster.consortium.setDown(true);
            for (int i = 1; i <= 4; i++) {
                cluster.publish(topic, 0, 10L * i, 10);
                int sealed = 10 * i + 10;
                await().atMost(SOON).until(() -> sealed(service.state(), topic) == sealed);
            }
            assertThat(anchored(service.state(), topic)).isEqualTo(10);
        }
        try (AnchoringService service = cluster.start()) {
            cluster.publish(topic, 0, 50, 10);
            await().atMost(SOON).until(() -> sealed(service.state(), topic) == 60);
            cluster.consortium.loseAnswers(1);
            cluster.consortium.setDown(false);
            await().atMost(SOON).until(() -> anchored(service.state(), topic) == 60);
        }

        cluster.outputs().assertMatchesSource(topic, 0, 1);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        // The transaction's commit fails if this does.
        var unused = producer.send(record);
    }

    private static void awaitAnchored(AnchoringService service, long leaves) {
        await().atMost(SOON).until(() -> anchored(service.state(), "acme.example.flights") == leaves);
    }

    private static long anchored(AnchoringStatus status, String topic) {
        return status.logs().stream()
                .filter(log -> log.topic().equals(topic))
                .mapToLong(log -> log.anchored())
                .sum();
    }

    private static long sealed(AnchoringStatus status, String topic) {
        return status.logs().stream()
                .filter(log -> log.topic().equals(topic))
                .mapToLong(log -> log.sealed())
                .sum();
    }
}
