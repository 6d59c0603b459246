package io.tombolo.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RestartAfterKillIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    static Path dir;

    private static Path killed;
    private static Path ended;

    @BeforeAll
    static void killANodeBetweenADecisionAndItsMarkers() throws Exception {
        ended = dir.resolve("ended");
        killed = dir.resolve("killed");
        DecidedTransaction.leaveIn(ended, killed);
    }

    @Test
    void writesTheMarkersOfADecidedTransaction() throws Exception {
        Path folder = copyOf(killed, "fenced");
        ListAppender<ILoggingEvent> said = markerSender();

        try (EmbeddedKafka kafka = EmbeddedKafka.start(DecidedTransaction.config(folder));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            await().atMost(PATIENCE).until(() -> open(admin).isEmpty());

            assertThat(said.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("Couldn't find leader endpoint"));
            await().atMost(PATIENCE).until(() -> state(admin) == TransactionState.COMPLETE_COMMIT);
            assertThat(committed(kafka.bootstrapServers())).hasSize(DecidedTransaction.PARTITIONS);
            assertThat(admin.listConsumerGroupOffsets(DecidedTransaction.GROUP)
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(DecidedTransaction.READ)
                            .offset())
                    .isEqualTo(DecidedTransaction.OFFSET);
        } finally {
            logger().detachAppender(said);
        }
    }

    @Test
    void startsTheNodeOnlyWhenNoPartitionSeemsToHaveALeader() throws Exception {
        Path folder = copyOf(killed, "looked-at");
        AtomicBoolean before = new AtomicBoolean();
        AtomicBoolean after = new AtomicBoolean(true);

        EmbeddedKafka.start(DecidedTransaction.config(folder), (config, port, controllerPort) -> {
                    before.set(LastRun.leftLeaders(folder));
                    Fence.endLastRun(config, port, controllerPort);
                    after.set(LastRun.leftLeaders(folder));
                })
                .close();

        assertThat(before).isTrue();
        assertThat(after).isFalse();
        assertThat(LastRun.leftLeaders(folder)).isFalse();
    }

    @Test
    void takesMetadataThatCannotBeReadForThoseOfAKilledNode() throws Exception {
        Path metadata = Files.createDirectories(dir.resolve("broken/__cluster_metadata-0"));
        Files.write(metadata.resolve("00000000000000000000.log"), new byte[200]);

        assertThat(LastRun.leftLeaders(dir.resolve("broken"))).isTrue();
    }

    @Test
    void knowsFromTheMetadataWhetherTheLastRunEndedInOrder() throws Exception {
        assertThat(LastRun.leftLeaders(killed)).isTrue();
        assertThat(LastRun.leftLeaders(ended)).isFalse();
        assertThat(LastRun.leftLeaders(dir.resolve("none"))).isFalse();
    }

    private static Path copyOf(Path folder, String name) throws Exception {
        Path copy = dir.resolve(name);
        DecidedTransaction.copy(folder, copy);
        return copy;
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("kafka.coordinator.transaction.TransactionMarkerChannelManager");
    }

    private static ListAppender<ILoggingEvent> markerSender() {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(appender);
        return appender;
    }

    private static TransactionState state(Admin admin) throws Exception {
        return admin.describeTransactions(List.of(DecidedTransaction.ID))
                .description(DecidedTransaction.ID)
                .get()
                .state();
    }

    /** Partitions with an open transaction. */
    private static List<TopicPartition> open(Admin admin) throws Exception {
        List<TopicPartition> open = new ArrayList<>();
        for (var topic : admin.describeTopics(List.of(DecidedTransaction.TOPIC, "__consumer_offsets"))
                .allTopicNames()
                .get()
                .values()) {
            List<TopicPartition> partitions = topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                    .toList();
            admin.describeProducers(partitions).all().get().forEach((partition, state) -> {
                if (state.activeProducers().stream()
                        .anyMatch(producer ->
                                producer.currentTransactionStartOffset().isPresent())) {
                    open.add(partition);
                }
            });
        }
        return open;
    }

    private static List<byte[]> committed(String servers) {
        List<byte[]> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Stream.iterate(0, n -> n < DecidedTransaction.PARTITIONS, n -> n + 1)
                    .map(n -> new TopicPartition(DecidedTransaction.TOPIC, n))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                return values.size() >= DecidedTransaction.PARTITIONS;
            });
        }
        return values;
    }
}
