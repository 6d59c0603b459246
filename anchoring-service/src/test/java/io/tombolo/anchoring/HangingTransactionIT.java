package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.process.ServiceHttp;
import io.tombolo.anchoring.transactions.TransactionSearch;
import io.tombolo.anchoring.transactions.TransactionSearch.OpenTransaction.Decision;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.kafka.SecondBroker;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A decided transaction hangs because a partition has no leader while it is committed (KAFKA-20734). When this test finds none that
 * hangs, Kafka has its fix.
 */
class HangingTransactionIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String TOPIC = "acme.example.held";
    private static final String HELD = TOPIC + "-1";

    @TempDir
    Path dir;

    @Test
    void reportsADecidedTransactionThatHangsUntilItsProducerCommitsThereAgain() throws Exception {
        int port = freePort();
        int controller = freePort();
        Map<String, String> fixed = Map.of(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller,
                // The second broker comes back while the controller that knows its last session runs on.
                "broker.session.timeout.ms",
                "6000");
        try (EmbeddedKafka first =
                        EmbeddedKafka.start(new EmbeddedKafka.Config(dir.resolve("kafka"), "127.0.0.1", port, fixed));
                Cluster cluster = Cluster.on(dir, first.bootstrapServers());
                SecondBroker second = besides(cluster, controller)) {
            cluster.admin
                    .createTopics(List.of(new NewTopic(TOPIC, Map.of(0, List.of(1), 1, List.of(2)))))
                    .all()
                    .get();
            commitWhileAPartitionHasNoLeader(cluster, second);

            AnchoringConfig config = cluster.config()
                    .withReady(new AnchoringConfig.Ready(2_000, 60_000))
                    .withHttp(new Listener("127.0.0.1", 0));
            try (AnchoringService service = cluster.start(config);
                    ServiceHttp http = ServiceHttp.start(config.http(), service)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(service.state().hangingTransactions())
                                .isOne());
                assertReported(service, http);
                await().atMost(PATIENCE).until(() -> service.state().anchored() == 1);

                commit(cluster, 1, 2);

                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(service.state().transactions()).isEmpty());
                await().atMost(PATIENCE).until(() -> service.state().anchored() == 3);
                await().atMost(PATIENCE).until(() -> service.state().ready());
            }
            cluster.outputs().assertMatchesSource(TOPIC, 1, 1);
        }
    }

    /** Joins when the topics of transactions and of groups are there, so that the first broker has all of them. */
    @SuppressWarnings("removal") // nothing else names a group that has no member
    private SecondBroker besides(Cluster cluster, int controllerPort) throws Exception {
        cluster.topic("warm-up", 1);
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of("transactional.id", "feed"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition("warm-up", 0), new OffsetAndMetadata(0)),
                    new ConsumerGroupMetadata("warm-up"));
            producer.commitTransaction();
        }
        String clusterId = cluster.admin.describeCluster().clusterId().get();
        return SecondBroker.start(dir.resolve("second"), clusterId, controllerPort, freePort());
    }

    private static void assertReported(AnchoringService service, ServiceHttp http) throws Exception {
        TransactionSearch.OpenTransaction hanging =
                service.state().transactions().get(0);
        assertThat(hanging.transactionalId()).isEqualTo("feed");
        assertThat(hanging.coordinator()).isEqualTo("CompleteCommit");
        assertThat(hanging.decision()).isEqualTo(Decision.COMMIT);
        assertThat(hanging.firstOffsets()).isEqualTo(Map.of(HELD, 0L));
        assertThat(service.state().notReady())
                .contains("transaction feed hangs in " + HELD + ": coordinator says CompleteCommit, decision COMMIT"
                        + " (docs/anchoring-service.md, Hanging transactions)");
        assertThat(get(http, "/ready")).startsWith("not ready").contains("transaction feed hangs in " + HELD);
        assertThat(get(http, "/state"))
                .contains(
                        "\"transactional_id\":\"feed\"", "\"hanging\":true", "\"first_offsets\":{\"" + HELD + "\":0}");
        assertThat(get(http, "/metrics")).containsPattern("(?m)^tombolo_anchoring_transactions_hanging 1");
    }

    private static void commitWhileAPartitionHasNoLeader(Cluster cluster, SecondBroker second) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of("transactional.id", "feed"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(cluster.change(TOPIC, 0, 0)).get();
            producer.send(cluster.change(TOPIC, 1, 1)).get();
            second.close();
            await().atMost(PATIENCE).until(() -> leader(cluster) == null);

            producer.commitTransaction();
        }
        second.start();
        await().atMost(PATIENCE).until(() -> leader(cluster) != null);
    }

    private static void commit(Cluster cluster, int partition, long number) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of("transactional.id", "feed"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(cluster.change(TOPIC, partition, number)).get();
            producer.commitTransaction();
        }
    }

    private static Node leader(Cluster cluster) throws Exception {
        return cluster.admin
                .describeTopics(List.of(TOPIC))
                .allTopicNames()
                .get()
                .get(TOPIC)
                .partitions()
                .get(1)
                .leader();
    }

    private static String get(ServiceHttp http, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(http.address() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int freePort() {
        return EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());
    }
}
