package io.tombolo.anchoring;

import static org.awaitility.Awaitility.await;

import io.tombolo.kafka.Drill;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.SealedBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several processes of one service under load: they come, go, freeze and wake, and each record still gets one leaf. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstancesIT {
    private static final Logger LOG = LoggerFactory.getLogger(InstancesIT.class);

    private Site site;
    private Members members;

    @BeforeAll
    void startSite(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir) throws Exception {
        site = new Site(dir);
        members = new Members(site.cluster.admin);
    }

    @AfterAll
    void stopSite() {
        site.close();
    }

    @Test
    void aFrozenProcessDoesNoHarmWhenItWakesAfterAnotherTookOver() throws Exception {
        String topic = "acme.example.frozen";
        site.cluster.topic(topic, 4);
        try (Load load = new Load(site.cluster, topic, 4);
                ServiceProcess first = ServiceProcess.start(site, "first", "STATE_SENT:60", "OFFSETS_SENT:3");
                ServiceProcess second = ServiceProcess.prepare(site, "second", "second", "HEADS_HANDED_IN:3")) {
            // Frozen between its words and its commits, in both of its transactions.
            first.awaitLine("AT STATE_SENT");
            first.awaitLine("AT OFFSETS_SENT");
            first.freeze();
            first.goOn();
            second.begin();
            members.awaitReaders(topic, "second");
            members.awaitLeader("second");

            // Frozen when the heads are about to be submitted, which nobody can take back.
            second.awaitLine("AT HEADS_HANDED_IN");
            first.thaw();
            second.freeze();
            second.goOn();
            members.awaitReaders(topic, "first");
            members.awaitLeader("first");
            awaitAnotherAnchor(topic);
            second.thaw();
            members.awaitReaders(topic, "first", "second");

            load.stop();
            site.assertWhole(topic, 4);
        }
    }

    @Test
    void aProcessWhoseNameAnotherTookGivesItUp() throws Exception {
        String topic = "acme.example.replaced";
        site.cluster.topic(topic, 2);
        try (Load load = new Load(site.cluster, topic, 2);
                ServiceProcess lost = ServiceProcess.start(site, "only", "OFFSETS_SENT:3");
                ServiceProcess replacement = ServiceProcess.prepare(site, "only", "replacement")) {
            lost.awaitLine("AT OFFSETS_SENT");
            lost.freeze();
            lost.goOn();
            replacement.begin();
            replacement.awaitLine("STARTED");
            awaitAnotherAnchor(topic);
            lost.thaw();
            awaitAnotherAnchor(topic);

            load.stop();
            site.assertWhole(topic, 2);
        }
    }

    @Test
    void aProcessThatComesBackReadsATopicThatCameMeanwhile() throws Exception {
        site.cluster.topic("acme.example.there", 1);
        try (ServiceProcess first = ServiceProcess.start(site, "quick");
                ServiceProcess second = ServiceProcess.prepare(site, "quick", "quick")) {
            members.awaitReaders("acme.example.there", "quick");

            first.kill();
            site.cluster.topic("acme.example.came", 1);
            site.cluster.publish("acme.example.came", 0, 0, 5);
            second.begin();

            members.awaitReaders("acme.example.came", "quick");
            site.assertWhole("acme.example.came", 1);
        }
    }

    @Drill
    @Test
    void threeProcessesShareTheWorkThroughJoinsLeavesAndKills() throws Exception {
        String topic = "acme.example.shared";
        site.cluster.topic(topic, 6);
        try (Load load = new Load(site.cluster, topic, 6);
                ServiceProcess a = ServiceProcess.start(site, "a");
                ServiceProcess b = ServiceProcess.prepare(site, "b", "b");
                ServiceProcess c = ServiceProcess.prepare(site, "c", "c")) {
            members.awaitLeader("a");
            b.begin();
            c.begin();
            members.awaitReaders(topic, "a", "b", "c");
            awaitAnotherAnchor(topic);

            // The leader dies: another one takes over when its session is over.
            a.kill();
            members.awaitReaders(topic, "b", "c");
            members.awaitLeaderAmong("b", "c");
            awaitAnotherAnchor(topic);

            // A rolling upgrade: one after the other says goodbye and comes back, and the others continue meanwhile.
            Instant upgrade = Instant.now();
            try (ServiceProcess newA = ServiceProcess.start(site, "a")) {
                newA.awaitLine("STARTED");
                members.awaitReaders(topic, "a", "b", "c");
                b.end();
                awaitAnotherAnchor(topic);
                try (ServiceProcess newB = ServiceProcess.start(site, "b")) {
                    newB.awaitLine("STARTED");
                    members.awaitReaders(topic, "a", "b", "c");
                    c.end();
                    awaitAnotherAnchor(topic);
                    members.awaitReaders(topic, "a", "b");
                    members.awaitLeaderAmong("a", "b");

                    Instant upgraded = Instant.now();
                    load.stop();
                    site.assertWhole(topic, 6);
                    LOG.atInfo()
                            .addKeyValue("longestPauseMs", longestPause(topic, 6, upgrade, upgraded))
                            .log("rolling upgrade");
                }
            }
        }
    }

    /** The longest time in which one of the logs got no checkpoint, ms. */
    private long longestPause(String topic, int partitions, Instant from, Instant to) {
        long longest = 0;
        for (int partition = 0; partition < partitions; partition++) {
            Instant last = from;
            for (SealedBatch batch : site.cluster
                    .outputs()
                    .checkpoints(DatasetId.fromTopic(topic).origin(partition))) {
                if (batch.sealedAt().isAfter(from) && batch.sealedAt().isBefore(to)) {
                    longest = Math.max(
                            longest, Duration.between(last, batch.sealedAt()).toMillis());
                    last = batch.sealedAt();
                }
            }
        }
        return longest;
    }

    /** The newest anchor of the first partition's log is one that was not there when this began. */
    private void awaitAnotherAnchor(String topic) {
        String origin = DatasetId.fromTopic(topic).origin(0);
        int before = site.cluster.outputs().anchors(origin).size();
        await("another anchor of " + origin)
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> site.cluster.outputs().anchors(origin).size() > before);
    }
}
