package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.SealedBatch;
import io.tombolo.schemas.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The service begins again on the source topics, and rebuilds the same logs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RebuildIT {
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
    void comesToTheSameRootsWithItsOwnTopicsGoneAndPublishesTheLedgersAnchorsAgain() throws Exception {
        String topic = "acme.example.rebuilt";
        String origin = "acme.example/rebuilt/0";
        List<AnchorRecord> before = share(topic, origin);
        AnchoringConfig config = cluster.config().withSeal(new AnchoringConfig.Seal(77, 500));
        loseOwnTopics(config);

        try (AnchoringService service = cluster.start(config)) {
            cluster.publish(topic, 0, 700, 5);
            awaitAnchored(service, origin, 705);
        }

        cluster.outputs().assertMatchesSource(topic, 0, 1);
        assertThat(cluster.outputs().anchors(origin))
                .extracting(AnchorRecord::size, AnchorRecord::transactionId)
                .startsWith(before.stream()
                        .map(anchor -> org.assertj.core.groups.Tuple.tuple(anchor.size(), anchor.transactionId()))
                        .toArray(org.assertj.core.groups.Tuple[]::new));
    }

    @Test
    void readsAPartitionAgainWhoseStateAloneIsGone() throws Exception {
        String topic = "acme.example.stateless";
        String origin = "acme.example/stateless/0";
        share(topic, origin);
        cluster.admin.deleteTopics(List.of(OwnTopics.LOGS)).all().get();

        try (AnchoringService service = cluster.start()) {
            cluster.publish(topic, 0, 700, 5);
            awaitAnchored(service, origin, 705);
        }

        assertThat(cluster.outputs().anchors(origin))
                .extracting(AnchorRecord::size)
                .doesNotHaveDuplicates()
                .endsWith(705L);
    }

    @Test
    void publishesNoAnchorTwiceWhenTheAnchorersMemoryAloneIsGone() throws Exception {
        String topic = "acme.example.frontierless";
        String origin = "acme.example/frontierless/0";
        share(topic, origin);
        cluster.admin.deleteTopics(List.of(OwnTopics.FRONTIERS)).all().get();
        try (AnchoringService service = cluster.start()) {
            awaitAnchored(service, origin, 700);
        }
        cluster.admin.deleteTopics(List.of(OwnTopics.FRONTIERS)).all().get();

        try (AnchoringService service = cluster.start()) {
            cluster.publish(topic, 0, 700, 5);
            awaitAnchored(service, origin, 705);
        }

        cluster.outputs().assertMatchesSource(topic, 0, 1);
        assertThat(cluster.outputs().anchors(origin))
                .extracting(AnchorRecord::size)
                .isEqualTo(cluster.consortium.ledger(Cluster.ORGANISATION).history(origin, 1, 1000).stream()
                        .map(AnchorRecord::size)
                        .toList());
    }

    @Test
    void refusesToAnchorALogThatIsNotTheLedgersAndKeepsBothHeads() throws Exception {
        String topic = "acme.example.contradicted";
        String origin = "acme.example/contradicted/0";
        List<AnchorRecord> before = share(topic, origin);
        loseOwnTopics(cluster.config());
        cluster.admin
                .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(15)))
                .all()
                .get();
        cluster.publish(topic, 0, 700, 100);
        cluster.topic("acme.example.beside", 1);
        cluster.publish("acme.example.beside", 0, 0, 3);

        try (AnchoringService service = cluster.start()) {
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> service.state().logs().stream()
                            .filter(log -> log.origin().equals(origin))
                            .anyMatch(log -> String.valueOf(log.lastError()).startsWith("FORK: ")));
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> service.state().logs().stream()
                            .anyMatch(log -> log.origin().startsWith("acme.example/beside/") && log.anchored() == 3));
        }

        List<SealedBatch> sealed = cluster.outputs().checkpoints(origin);
        SealedBatch newest = sealed.get(sealed.size() - 1);
        assertThat(newest.size()).isEqualTo(785);
        assertThat(cluster.outputs().rejected())
                .filteredOn(rejected ->
                        rejected.reason().equals("FORK") && rejected.dataset().equals("contradicted"))
                .singleElement()
                .satisfies(rejected -> {
                    String notes =
                            StandardCharsets.UTF_8.decode(rejected.input()).toString();
                    assertThat(notes).startsWith(before.get(before.size() - 1).note());
                    assertThat(sealed).anyMatch(batch -> notes.endsWith(batch.note()));
                });
        assertThat(cluster.consortium
                        .ledger(Cluster.ORGANISATION)
                        .latest(origin)
                        .orElseThrow()
                        .size())
                .isEqualTo(700);
    }

    private void loseOwnTopics(AnchoringConfig config) throws Exception {
        cluster.admin
                .deleteTopics(
                        List.of(Topics.LOG, Topics.CHECKPOINTS, Topics.ANCHORS, OwnTopics.LOGS, OwnTopics.FRONTIERS))
                .all()
                .get();
        cluster.admin
                .deleteConsumerGroups(List.of(config.id(), config.id() + "-anchorer"))
                .all()
                .get();
    }

    private List<AnchorRecord> share(String topic, String origin) throws Exception {
        cluster.topic(topic, 1);
        try (AnchoringService service = cluster.start()) {
            cluster.publish(topic, 0, 0, 300);
            awaitAnchored(service, origin, 300);
            cluster.publish(topic, 0, 300, 400);
            awaitAnchored(service, origin, 700);
        }
        return cluster.outputs().anchors(origin);
    }

    private static void awaitAnchored(AnchoringService service, String origin, long size) {
        await(origin + " anchored at " + size)
                .atMost(Duration.ofMinutes(5))
                .until(() -> service.state().logs().stream()
                        .filter(log -> log.origin().equals(origin))
                        .mapToLong(AnchoringStatus.Log::anchored)
                        .anyMatch(anchored -> anchored == size));
    }
}
