package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A broker that lost count of a producer's records refuses its next ones, as was seen under overload. The service begins again with what
 * was committed, by itself, and each record has one leaf. The error comes in by the partitioner, from where the producer treats it as it
 * treats a broker's answer: the record's callback gets it, and the transaction can only be aborted.
 */
class LostSequenceIT {
    @TempDir
    static Path dir;

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = new Cluster(dir);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void loseNothingMore() {
        LosingCount.DUE.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {Topics.LOG, Topics.CHECKPOINTS, "tombolo.state", Topics.ANCHORS})
    void beginsAgainWithWhatWasCommittedAndGivesEachRecordOneLeaf(String lost) throws Exception {
        String topic = "acme.example.lost-" + lost.replace('.', '-');
        cluster.topic(topic, 1);
        Map<String, String> settings = new HashMap<>(cluster.config().kafka());
        settings.put("producer.partitioner.class", LosingCount.class.getName());
        try (AnchoringService service = cluster.start(cluster.config().withKafka(settings))) {
            cluster.publish(topic, 0, 0, 300);
            awaitAnchored(service, topic, 300);

            LosingCount.DUE.add(lost);
            cluster.publish(topic, 0, 300, 300);

            awaitAnchored(service, topic, 600);
            assertThat(LosingCount.DUE).isEmpty();
            cluster.publish(topic, 0, 600, 10);
            awaitAnchored(service, topic, 610);
            await().atMost(Duration.ofMinutes(5)).until(() -> service.state().ready());
        }
        cluster.outputs().assertMatchesSource(topic, 0, 1);
    }

    private static void awaitAnchored(AnchoringService service, String topic, long leaves) {
        await(topic + " anchored at " + leaves)
                .atMost(Duration.ofMinutes(5))
                .until(() -> service.state().logs().stream()
                                .filter(log -> log.dataset().equals(DatasetId.fromTopic(topic)))
                                .mapToLong(AnchoringStatus.Log::anchored)
                                .sum()
                        >= leaves);
    }

    /** Fails the next record of each topic that is due. */
    public static final class LosingCount implements Partitioner {
        static final Set<String> DUE = ConcurrentHashMap.newKeySet();

        @Override
        public int partition(
                String topic,
                Object key,
                byte[] keyBytes,
                Object value,
                byte[] valueBytes,
                org.apache.kafka.common.Cluster cluster) {
            if (DUE.remove(topic)) {
                throw new OutOfOrderSequenceException("topic " + topic + ": as the test asked");
            }
            return org.apache.kafka.common.utils.Utils.toPositive(org.apache.kafka.common.utils.Utils.murmur2(keyBytes))
                    % cluster.partitionsForTopic(topic).size();
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }
}
