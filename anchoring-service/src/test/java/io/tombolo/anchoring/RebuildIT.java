package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.config.SealConfig;
import io.tombolo.anchoring.state.StateTopics;
import io.tombolo.anchoring.status.LogStatus;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service begins anew on the source topics, and comes to the same logs. */
class RebuildIT {
    private static final String TOPIC = "acme.example.flights";
    private static final String ORIGIN = "acme.example/flights/0";

    @Test
    void comesToTheSameRootsWithItsOwnTopicsGoneAndPublishesTheLedgersAnchorsAgain(@TempDir Path dir) throws Exception {
        try (Cluster cluster = new Cluster(dir)) {
            List<AnchorRecord> before = share(cluster);
            cluster.admin
                    .deleteTopics(List.of(
                            Topics.LOG, Topics.CHECKPOINTS, Topics.ANCHORS, StateTopics.LOGS, StateTopics.FRONTIERS))
                    .all()
                    .get();
            AnchoringConfig config = cluster.config().withSeal(new SealConfig(77, 500));
            cluster.admin
                    .deleteConsumerGroups(List.of(config.id(), config.id() + "-anchorer"))
                    .all()
                    .get();

            try (AnchoringService service = cluster.start(config)) {
                cluster.publish(TOPIC, 0, 700, 5);
                awaitAnchored(service, 705);
            }

            cluster.outputs().assertMatchesSource(TOPIC, 0, 1);
            assertThat(cluster.outputs().anchors(ORIGIN))
                    .extracting(AnchorRecord::size, AnchorRecord::transactionId)
                    .startsWith(before.stream()
                            .map(anchor -> org.assertj.core.groups.Tuple.tuple(anchor.size(), anchor.transactionId()))
                            .toArray(org.assertj.core.groups.Tuple[]::new));
        }
    }

    @Test
    void readsAPartitionAgainWhoseStateAloneIsGone(@TempDir Path dir) throws Exception {
        try (Cluster cluster = new Cluster(dir)) {
            share(cluster);
            cluster.admin.deleteTopics(List.of(StateTopics.LOGS)).all().get();

            try (AnchoringService service = cluster.start()) {
                cluster.publish(TOPIC, 0, 700, 5);
                awaitAnchored(service, 705);
            }

            assertThat(cluster.outputs().anchors(ORIGIN))
                    .extracting(AnchorRecord::size)
                    .doesNotHaveDuplicates()
                    .endsWith(705L);
        }
    }

    private static List<AnchorRecord> share(Cluster cluster) throws Exception {
        cluster.topic(TOPIC, 1);
        try (AnchoringService service = cluster.start()) {
            cluster.publish(TOPIC, 0, 0, 300);
            awaitAnchored(service, 300);
            cluster.publish(TOPIC, 0, 300, 400);
            awaitAnchored(service, 700);
        }
        return cluster.outputs().anchors(ORIGIN);
    }

    private static void awaitAnchored(AnchoringService service, long size) {
        await("anchored " + size)
                .atMost(Duration.ofSeconds(60))
                .until(() -> service.state().logs().stream()
                        .filter(log -> log.origin().equals(ORIGIN))
                        .mapToLong(LogStatus::anchored)
                        .anyMatch(anchored -> anchored == size));
    }
}
