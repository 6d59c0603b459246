package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.AnchorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A cluster with a ledger that processes of their own can reach, and the look at every byte that they left. */
final class Site implements AutoCloseable {
    final Path dir;
    final Cluster cluster;
    final EmbeddedLedger ledger;

    /** Nobody waits long for a process that is gone: neither for its session nor for the transaction that it left open. */
    private static final Map<String, String> QUICK = Map.of(
            "group.min.session.timeout.ms",
            "1000",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms",
            "500");

    Site(Path dir) throws IOException {
        this.dir = dir;
        this.cluster = new Cluster(dir, QUICK);
        this.ledger = EmbeddedLedger.open(new EmbeddedLedger.Config(
                dir.resolve("ledger"),
                "127.0.0.1",
                0,
                "tombolo",
                "anchors",
                List.of("one.example", "two.example", "three.example"),
                Clock.systemUTC()));
        ClientIdentity identity = ledger.enrol(Cluster.ORGANISATION);
        Files.writeString(dir.resolve("msp.txt"), identity.mspId());
        Files.writeString(dir.resolve("client.pem"), identity.certificatePem());
        Files.writeString(dir.resolve("client.key"), identity.privateKeyPem());
    }

    /** Waits until all is anchored, then compares: the logs with the topic, the published anchors with the ledger. */
    void assertWhole(String topic, int partitions) throws IOException {
        for (int partition = 0; partition < partitions; partition++) {
            awaitAnchored(topic, partition);
            cluster.outputs().assertMatchesSource(topic, partition, 1);
            assertPublishedIsWhatTheLedgerHolds(DatasetId.fromTopic(topic).origin(partition));
        }
    }

    private void awaitAnchored(String topic, int partition) {
        String origin = DatasetId.fromTopic(topic).origin(partition);
        int size = cluster.outputs().read(topic, partition).size();
        long anchored = -1;
        // However long it takes, as long as it continues.
        while (anchored < size) {
            long before = anchored;
            anchored = await(origin + " anchored beyond " + before + ", up to " + size)
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> newestAnchor(origin), newest -> newest > before);
        }
        assertThat(anchored).isEqualTo(size);
    }

    private long newestAnchor(String origin) {
        return cluster.outputs().anchors(origin).stream()
                .mapToLong(AnchorRecord::size)
                .max()
                .orElse(0);
    }

    private void assertPublishedIsWhatTheLedgerHolds(String origin) throws IOException {
        try (Ledger client = KilledService.ledger(dir, dir.resolve("audit-client"), ledger.endpoint())) {
            List<AnchorRecord> published = cluster.outputs().anchors(origin);
            assertThat(published)
                    .allSatisfy(anchor -> assertThat(anchor.receipt()).isNotNull());
            assertThat(published)
                    .extracting(AnchorRecord::size)
                    .isEqualTo(client.history(origin, 1, 1000).stream()
                            .map(AnchorRecord::size)
                            .toList());
            assertThat(client.forks(origin)).isEmpty();
        }
    }

    @Override
    public void close() {
        ledger.close();
        cluster.close();
    }
}
