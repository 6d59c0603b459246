package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.OwnTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start opened that fails is closed again: each client of Kafka has a thread, which would stay. */
class FailedStartIT {
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

    @Test
    void leavesNoClientBehindWhenTheSavedStateCannotBeRead() throws Exception {
        cluster.start(cluster.config().withDataDir(dir.resolve("before"))).close();
        byte[] key = "not a partition".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of())) {
            producer.send(new ProducerRecord<>(OwnTopics.LOGS, 0, key, new byte[1]))
                    .get();
        }
        try {
            assertLeavesNothing(
                    cluster.config().withDataDir(dir.resolve("unread")), NumberFormatException.class, "partition");
        } finally {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
                admin.deleteTopics(List.of(OwnTopics.LOGS)).all().get();
            }
        }
    }

    @Test
    void leavesNoClientBehindWhenStreamsRefusesASetting() throws Exception {
        assertLeavesNothing(
                cluster.config()
                        .withDataDir(dir.resolve("refused"))
                        .withKafka(Map.of(
                                "bootstrap.servers",
                                cluster.bootstrapServers(),
                                "main.consumer.max.poll.records",
                                "-1")),
                KafkaException.class,
                "max.poll.records");
    }

    @Test
    void leavesNoClientBehindWhenItsFolderIsAFile() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");

        assertLeavesNothing(cluster.config().withDataDir(file), KafkaException.class, file.toString());
    }

    private static void assertLeavesNothing(AnchoringConfig config, Class<? extends Throwable> failure, String said) {
        Set<String> before = threads();

        assertThatThrownBy(() -> cluster.start(config)).isInstanceOf(failure).hasMessageContaining(said);

        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }

    /** Those of clients of Kafka and of Tombolo, by name; the broker runs in this JVM too. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName() + " " + thread.getId())
                .filter(name -> name.startsWith("kafka-admin-client")
                        || name.startsWith("kafka-producer")
                        || name.contains("-StreamThread-")
                        || name.contains("-CleanupThread")
                        || name.startsWith("tombolo")
                        || name.contains("hash")
                        || name.endsWith("-watch"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
