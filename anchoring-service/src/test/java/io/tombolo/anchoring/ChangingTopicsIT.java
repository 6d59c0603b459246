package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.SealedBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a log when its topic changes under it, and that nothing happens to the others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangingTopicsIT {
    private static final Duration SOON = Duration.ofMinutes(5);

    private Cluster cluster;

    @BeforeAll
    void startCluster(@TempDir Path dir) {
        cluster = new Cluster(dir);
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @Test
    void picksUpATopicAndPartitionsThatComeLater() throws Exception {
        try (AnchoringService service = cluster.start()) {
            await().atMost(SOON).until(() -> service.state().ready());
            cluster.topic("acme.example.late", 1);
            cluster.publish("acme.example.late", 0, 0, 5);
            awaitAnchored(service, "acme.example/late/0", 5);

            cluster.admin
                    .createPartitions(Map.of("acme.example.late", NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            cluster.publish("acme.example.late", 2, 0, 7);
            awaitAnchored(service, "acme.example/late/2", 7);
            cluster.topic("acme.example.wider", 5);
            cluster.publish("acme.example.wider", 4, 0, 3);
            awaitAnchored(service, "acme.example/wider/4", 3);
        }

        cluster.outputs().assertMatchesSource("acme.example.late", 0, 1);
        cluster.outputs().assertMatchesSource("acme.example.late", 2, 1);
        cluster.outputs().assertMatchesSource("acme.example.wider", 4, 1);
    }

    @Test
    void beginsANewGenerationWhenATopicIsDeletedAndMadeAgainAtOnceOrLater() throws Exception {
        String topic = "acme.example.reborn";
        cluster.topic(topic, 1);
        cluster.topic("acme.example.steady", 1);
        // A dead member would be waited for longer than anything here waits.
        AnchoringConfig config = cluster.config()
                .withKafka(Map.of(
                        "bootstrap.servers", cluster.bootstrapServers(), "consumer.session.timeout.ms", "300000"));
        Members members = new Members(cluster.admin);
        try (AnchoringService service = cluster.start(config)) {
            cluster.publish(topic, 0, 0, 10);
            awaitAnchored(service, "acme.example/reborn/0", 10);

            // More records than the old topic had: a consumer would continue at offset 10 of the new one.
            makeAgain(topic);
            cluster.publish(topic, 0, 100, 25);
            cluster.publish("acme.example.steady", 0, 0, 6);
            awaitAnchored(service, "acme.example/reborn/0/2", 25);
            awaitAnchored(service, "acme.example/steady/0", 6);
            cluster.outputs().assertMatchesSource(topic, 0, 2);

            cluster.admin.deleteTopics(List.of(topic)).all().get();
            await().atMost(SOON).until(() -> members.readersOf(topic).isEmpty());
            cluster.topic(topic, 1);
            members.awaitReaders(topic, "0");
            cluster.publish(topic, 0, 200, 4);
            awaitAnchored(service, "acme.example/reborn/0/3", 4);
        }
        makeAgain(topic);
        cluster.publish(topic, 0, 300, 50);
        try (AnchoringService service = cluster.start()) {
            awaitAnchored(service, "acme.example/reborn/0/4", 50);
        }

        cluster.outputs().assertMatchesSource(topic, 0, 4);
        cluster.outputs().assertMatchesSource("acme.example.steady", 0, 1);
        assertThat(cluster.outputs().anchors("acme.example/reborn/0"))
                .extracting(AnchorRecord::size)
                .endsWith(10L);
    }

    @Test
    void doesNotReadATopicWhoseRuleNamesAnotherDatasetUntilTheRuleIsMended() throws Exception {
        String topic = "acme.example.before";
        cluster.topic(topic, 1);
        cluster.topic("acme.example.beside", 1);
        try (AnchoringService service = cluster.start()) {
            cluster.publish(topic, 0, 0, 10);
            awaitAnchored(service, "acme.example/before/0", 10);
        }
        List<AnchoringConfig.DatasetRule> rules = cluster.config().datasets();
        AnchoringConfig.DatasetRule renamed = new AnchoringConfig.DatasetRule(
                "acme\\.example\\.before", "acme.example", "after", "avro", "avro", 0, 0);
        AnchoringConfig wrong = cluster.config().withDatasets(List.of(renamed, rules.get(0)));

        cluster.publish(topic, 0, 10, 5);
        cluster.publish("acme.example.beside", 0, 0, 3);
        try (AnchoringService service = cluster.start(wrong)) {
            awaitAnchored(service, "acme.example/beside/0", 3);
            assertThat(new Members(cluster.admin).readersOf(topic)).isEmpty();
        }
        try (AnchoringService service = cluster.start()) {
            awaitAnchored(service, "acme.example/before/0", 15);
        }

        cluster.outputs().assertMatchesSource(topic, 0, 1);
        assertThat(cluster.outputs().checkpoints("acme.example/after/0")).isEmpty();
        assertThat(cluster.outputs().rejected())
                .filteredOn(rejected -> topic.equals(rejected.topic()))
                .singleElement()
                .satisfies(rejected -> {
                    assertThat(rejected.reason()).isEqualTo("DATASET_RENAMED");
                    assertThat(rejected.offset()).isEqualTo(10);
                    assertThat(rejected.detail())
                            .isEqualTo("topic acme.example.before is the log of acme.example/before, the rule names"
                                    + " acme.example/after: it is not read. Name it acme.example/before again, or give"
                                    + " the dataset a topic of its own");
                });
    }

    @Test
    void leavesALogAsItIsWhenItsRuleIsRemovedAndGoesOnWhenItComesBack() throws Exception {
        String topic = "acme.example.removed";
        cluster.topic(topic, 1);
        cluster.topic("acme.example.kept", 1);
        try (AnchoringService service = cluster.start()) {
            cluster.publish(topic, 0, 0, 10);
            awaitAnchored(service, "acme.example/removed/0", 10);
        }
        cluster.publish(topic, 0, 10, 5);
        cluster.publish("acme.example.kept", 0, 0, 3);

        try (AnchoringService service = cluster.start(cluster.config()
                .withDatasets(List.of(
                        AnchoringConfig.DatasetRule.avro("(?<organisation>acme\\.example)\\.(?<dataset>kept)"))))) {
            awaitAnchored(service, "acme.example/kept/0", 3);
        }
        List<SealedBatch> meanwhile = cluster.outputs().checkpoints("acme.example/removed/0");
        try (AnchoringService service = cluster.start()) {
            awaitAnchored(service, "acme.example/removed/0", 15);
        }

        assertThat(meanwhile).extracting(SealedBatch::size).endsWith(10L);
        cluster.outputs().assertMatchesSource(topic, 0, 1);
    }

    @Test
    void beginsAnotherDatasetsLogWhenTheTopicWasMadeAgainUnderItsNewRule() throws Exception {
        String topic = "acme.example.reused";
        cluster.topic(topic, 1);
        try (AnchoringService service = cluster.start()) {
            cluster.publish(topic, 0, 0, 10);
            awaitAnchored(service, "acme.example/reused/0", 10);
        }
        makeAgain(topic);
        cluster.publish(topic, 0, 100, 7);
        AnchoringConfig.DatasetRule rule = new AnchoringConfig.DatasetRule(
                "acme\\.example\\.reused", "acme.example", "next", "avro", "avro", 0, 0);

        try (AnchoringService service = cluster.start(cluster.config()
                .withDatasets(List.of(rule, cluster.config().datasets().get(0))))) {
            awaitAnchored(service, "acme.example/next/0", 7);
        }

        assertThat(cluster.outputs().checkpoints("acme.example/reused/0"))
                .extracting(SealedBatch::size)
                .endsWith(10L);
    }

    @Test
    void saysAloudWhichRecordsWereDeletedBeforeTheyWereRead() throws Exception {
        String topic = "acme.example.forgetful";
        cluster.topic(topic, 1);
        try (AnchoringService service = cluster.start()) {
            cluster.publish(topic, 0, 0, 10);
            awaitAnchored(service, "acme.example/forgetful/0", 10);
        }
        cluster.publish(topic, 0, 10, 20);
        cluster.admin
                .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(15)))
                .all()
                .get();
        try (AnchoringService service = cluster.start()) {
            awaitAnchored(service, "acme.example/forgetful/0", 25);
        }

        List<SealedBatch> batches = cluster.outputs().checkpoints("acme.example/forgetful/0");
        assertThat(batches.get(batches.size() - 1).lastOffset()).isEqualTo(29);
        assertThat(cluster.outputs().rejected())
                .filteredOn(rejected -> topic.equals(rejected.topic()))
                .singleElement()
                .satisfies(rejected -> {
                    assertThat(rejected.reason()).isEqualTo("RETENTION_LOSS");
                    assertThat(rejected.detail()).contains("offsets 10 to 14");
                })
                .isInstanceOf(RejectedInput.class);
    }

    private void makeAgain(String topic) throws Exception {
        cluster.admin.deleteTopics(List.of(topic)).all().get();
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> cluster.topic(topic, 1));
    }

    private static void awaitAnchored(AnchoringService service, String origin, long size) {
        await(origin + " at " + size)
                .atMost(SOON)
                .until(() -> service.state().logs().stream()
                        .filter(log -> log.origin().equals(origin))
                        .mapToLong(AnchoringStatus.Log::anchored)
                        .anyMatch(anchored -> anchored == size));
    }
}
