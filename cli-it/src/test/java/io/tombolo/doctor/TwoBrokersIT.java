package io.tombolo.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.http.HttpAccess;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.kafka.SecondBroker;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor before a cluster whose upgrade is not finished, that then loses one of its two brokers and a disk of it. */
final class TwoBrokersIT {
    private static final Clock NOW = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Map<String, String> FOREVER = Map.of("retention.ms", "-1", "retention.bytes", "-1");
    private static final String HELD = "acme.example.held";
    private static final String TWICE = "acme.example.twice";
    /** 127.0.0.1 too, by a name that only a resolver knows to be loopback's. */
    private static final String REACHED_BY_OTHERS = "2130706433";

    @TempDir
    Path dir = Path.of("unset");

    private Admin admin;
    private Map<String, String> clients = Map.of();

    @Test
    void aBrokerIsLostThenItsDisk() throws Exception {
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
        format();
        try (EmbeddedKafka first =
                EmbeddedKafka.start(new EmbeddedKafka.Config(dir.resolve("kafka"), "127.0.0.1", port, fixed))) {
            clients = Map.of("bootstrap.servers", first.bootstrapServers());
            try (Admin asks = Admin.create(Map.copyOf(clients))) {
                admin = asks;
                OwnTopics.make(asks);
                theUpgradeIsFinished();
                warmUp();
                try (SecondBroker second = SecondBroker.start(
                        List.of(dir.resolve("second"), dir.resolve("disk")),
                        asks.describeCluster().clusterId().get(),
                        controller,
                        freePort(),
                        REACHED_BY_OTHERS)) {
                    make(HELD, Map.of(0, List.of(1), 1, List.of(2)));
                    make(TWICE, Map.of(0, List.of(1, 2)));
                    bothBrokersAreThere();
                    aPartitionLosesItsLeaderWhileATransactionIsCommitted(second);
                    aDiskFails();
                }
            }
        }
    }

    /** As a cluster is after its brokers were upgraded one by one, and nobody has finished that. */
    private void format() throws Exception {
        String folder = dir.resolve("kafka").toString();
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(folder))
                .setMetadataLogDirectory(folder)
                .setControllerListenerName("CONTROLLER")
                .setHasDynamicQuorum(false)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setReleaseVersion(MetadataVersion.IBP_4_2_IV1)
                .run();
    }

    private void theUpgradeIsFinished() throws Exception {
        short newest = MetadataVersion.LATEST_PRODUCTION.featureLevel();
        assertThat(found(new KafkaCheck()))
                .filteredOn(finding -> finding.fault() == Fault.KAFKA_UPGRADE_UNFINISHED)
                .extracting(Finding::detail)
                .singleElement()
                .asString()
                .startsWith(
                        "metadata.version is " + MetadataVersion.IBP_4_2_IV1.featureLevel() + ", the brokers know ");

        admin.updateFeatures(
                        Map.of("metadata.version", new FeatureUpdate(newest, FeatureUpdate.UpgradeType.UPGRADE)),
                        new UpdateFeaturesOptions())
                .all()
                .get();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(found(new KafkaCheck()))
                        .extracting(Finding::fault)
                        .doesNotContain(Fault.KAFKA_UPGRADE_UNFINISHED));
    }

    private void bothBrokersAreThere() throws Exception {
        assertThat(found(new TopicsCheck()))
                .contains(
                        new Finding(Fault.TOPIC_FEW_COPIES, HELD, "1 replicas, min.insync.replicas is 1"),
                        new Finding(Fault.TOPIC_FEW_COPIES, TWICE, "2 replicas, min.insync.replicas is 1"))
                .allMatch(finding -> finding.fault() == Fault.TOPIC_FEW_COPIES);
        assertThat(found(new AccessCheck())).singleElement().satisfies(finding -> {
            assertThat(finding.fault()).isEqualTo(Fault.ACCESS_OPEN);
            assertThat(finding.subject()).startsWith("broker 2 at " + REACHED_BY_OTHERS + ":");
        });
    }

    private void aPartitionLosesItsLeaderWhileATransactionIsCommitted(SecondBroker second) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(HELD, 0, null, new byte[1])).get();
            producer.send(new ProducerRecord<>(HELD, 1, null, new byte[1])).get();
            second.close();
            await().atMost(PATIENCE).until(() -> leader() == null);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(found(new TopicsCheck()))
                            .containsExactlyInAnyOrder(
                                    new Finding(Fault.PARTITION_OFFLINE, HELD + "-1", "has no leader"),
                                    new Finding(
                                            Fault.PARTITION_UNDER_REPLICATED,
                                            TWICE + "-0",
                                            "1 of 2 replicas are in sync, not that of broker 2")));

            producer.commitTransaction();
        }
        second.start();
        await().atMost(PATIENCE).until(() -> leader() != null);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(found(new TransactionsCheck()))
                        .singleElement()
                        .satisfies(finding -> {
                            assertThat(finding.fault()).isEqualTo(Fault.TRANSACTION_HANGS);
                            assertThat(finding.detail())
                                    .isEqualTo("transaction feed hangs in " + HELD
                                            + "-1: coordinator says CompleteCommit, decision COMMIT");
                        }));
    }

    /** In place of the folder there is a file, so nothing can be made in it any more. */
    private void aDiskFails() throws Exception {
        Path disk = dir.resolve("disk");
        Files.move(disk, dir.resolve("lost"));
        Files.writeString(disk, "not a folder");

        await().atMost(PATIENCE).untilAsserted(() -> {
            make("acme.example.disk-" + System.nanoTime(), Map.of(0, List.of(2), 1, List.of(2)));
            assertThat(found(new KafkaCheck())).anySatisfy(finding -> {
                assertThat(finding.fault()).isEqualTo(Fault.LOG_FOLDER_FAILED);
                assertThat(finding.subject()).isEqualTo("broker 2, " + disk);
            });
        });
    }

    /** The first broker then has all of the topics of transactions and of groups. */
    @SuppressWarnings("removal") // nothing else names a group that has no member
    private void warmUp() throws Exception {
        make("warm-up", Map.of(0, List.of(1)));
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition("warm-up", 0), new OffsetAndMetadata(0)),
                    new ConsumerGroupMetadata("warm-up"));
            producer.commitTransaction();
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", clients.get("bootstrap.servers"), "transactional.id", "feed"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void make(String topic, Map<Integer, List<Integer>> replicas) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, replicas).configs(FOREVER)))
                .all()
                .get();
    }

    private Node leader() throws Exception {
        return admin.describeTopics(List.of(HELD))
                .allTopicNames()
                .get()
                .get(HELD)
                .partitions()
                .get(1)
                .leader();
    }

    private List<Finding> found(Check check) throws Exception {
        try (Patient patient = new Patient(
                new Patient.Where(clients, List.of(), List.of(), List.of(), List.of(), List.of(dir), ""),
                HttpAccess.OPEN,
                NOW)) {
            return check.look(patient);
        }
    }

    private static int freePort() {
        return EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());
    }
}
