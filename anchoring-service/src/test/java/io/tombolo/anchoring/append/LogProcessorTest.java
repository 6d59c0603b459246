package io.tombolo.anchoring.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.dataset.DatasetRules;
import io.tombolo.anchoring.dataset.SourceTopics;
import io.tombolo.anchoring.kafka.OwnRecords;
import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.anchoring.leaf.HashingThreads;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.anchoring.streams.OnePoll;
import io.tombolo.anchoring.streams.StreamsTask;
import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.SealedBatch;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogProcessorTest {
    private static final String TOPIC = "acme.example.flights";

    @TempDir
    Path dir;

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final AvroDeserializer avro = new AvroDeserializer(registry);
    private final StatusBoard status = new StatusBoard();
    private final HashingThreads hashing = new HashingThreads(1, id -> null, status, Probe.NONE, Tracing.OFF);
    private final Map<String, byte[]> saved = new HashMap<>();
    private AnchoringConfig.DatasetRule rule =
            AnchoringConfig.DatasetRule.raw("(?<organisation>[a-z.]+)\\.(?<dataset>[a-z]+)");
    private long timestamp = 1_000_000;
    private boolean gone;
    private Uuid topicId = Uuid.randomUuid();
    private TopologyTestDriver driver;
    private long nextOffset;

    @BeforeEach
    void start() {
        nextOffset = 0;
        AppendParts parts = new AppendParts(
                new DatasetRules(List.of(rule), new AnchoringConfig.Seal(300, 1_000)),
                new PemLogKeys(dir),
                new OwnRecords(registry),
                partition -> Map.copyOf(saved),
                new FixedTopics(),
                OwnTopics.LOGS,
                hashing,
                new SealTraces(Tracing.OFF),
                status,
                Probe.NONE);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, dir.resolve("streams").toString());
        Topology topology = StreamsTask.topology(
                parts.rules().subscription(),
                AnchoringConfig.FILE.defaults().backfill(),
                () -> new LogProcessor(parts));
        driver = new TopologyTestDriver(topology, properties, Instant.ofEpochMilli(1_000_000));
    }

    @AfterEach
    void stop() {
        driver.close();
        hashing.close();
    }

    @Test
    void sealsAfterSoManyLeavesAndTheRestWhenItIsOldEvenIfNoRecordComes() {
        pipe(700);
        assertThat(checkpoints()).extracting(SealedBatch::size).containsExactly(300L, 600L);

        driver.advanceWallClockTime(Duration.ofMillis(900));
        assertThat(checkpoints()).isEmpty();
        driver.advanceWallClockTime(Duration.ofMillis(200));

        assertThat(checkpoints()).singleElement().satisfies(batch -> {
            assertThat(batch.firstIndex()).isEqualTo(600);
            assertThat(batch.size()).isEqualTo(700);
            assertThat(batch.firstOffset()).isEqualTo(600);
            assertThat(batch.lastOffset()).isEqualTo(699);
            assertThat(batch.root()).isEqualTo(treeOf(bundles()).root());
        });
    }

    @Test
    void writesEachBundleWhenItIsFullAndAgainWhenItIsSealedHalfFull() {
        pipe(600);

        assertThat(output(Topics.LOG).readRecordsToList())
                .extracting(
                        record -> new String(record.key(), StandardCharsets.UTF_8) + " " + record.value().length / 52)
                .containsExactly(
                        "acme.example/flights/0 0 256",
                        "acme.example/flights/0 1 44",
                        "acme.example/flights/0 1 256",
                        "acme.example/flights/0 2 88");
    }

    @Test
    void beginsANewGenerationWhenTheTopicIsAnotherOneOfTheSameName() {
        pipe(10);
        restartFromSavedState();
        topicId = Uuid.randomUuid();

        pipe(3);
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        assertThat(checkpoints())
                .extracting(SealedBatch::origin, SealedBatch::size)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("acme.example/flights/0", 10L),
                        org.assertj.core.groups.Tuple.tuple("acme.example/flights/0/2", 3L));
    }

    @Test
    void stopsTheLogAloudWhenOffsetsMoveBackInTheSameTopic() {
        pipe(10);
        restartFromSavedState();

        pipe(3);
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        assertThat(checkpoints())
                .extracting(SealedBatch::origin, SealedBatch::size)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("acme.example/flights/0", 10L));
        assertThat(output(Topics.REJECTED).readRecordsToList()).singleElement().satisfies(record -> {
            RejectedInput rejected =
                    RejectedInput.fromAvro((GenericRecord) avro.deserialize(Topics.REJECTED, record.value()));
            assertThat(rejected.reason()).isEqualTo("OFFSET_MOVED_BACK");
            assertThat(rejected.offset()).isZero();
        });
        assertThat(status.read(true).logs().get(0).lastError()).startsWith("OFFSET_MOVED_BACK");
    }

    @Test
    void commitsToBytesThatAreNoFrameAsTheyAreAndSaysSo() {
        driver.close();
        rule = AnchoringConfig.DatasetRule.avro("(?<organisation>[a-z.]+)\\.(?<dataset>[a-z]+)");
        start();

        pipe(1);
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        byte[] bundle = bundles().get("acme.example/flights/0 0");
        assertThat(Entry.decode(bundle, 2).form()).isEqualTo((byte) 1);
        assertThat(output(Topics.REJECTED).readRecordsToList()).hasSize(1);
    }

    @Test
    void givesARecordWithoutATimestampALeafThatSaysSo() {
        timestamp = -1;

        pipe(2);
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        byte[] bundle = bundles().get("acme.example/flights/0 0");
        assertThat(Entry.decode(bundle, 2).timestamp()).isEqualTo(Entry.NO_TIMESTAMP);
        assertThat(Entry.decode(bundle, 2 + 52).offset()).isEqualTo(1);
    }

    @Test
    void goesOnUnderTheNameThatALogWasBegunForWhateverItsRuleSaysNow() {
        pipe(10);
        rule = new AnchoringConfig.DatasetRule(
                "acme\\.example\\.flights", "other.example", "trips", "raw", "raw", 0, 0);
        restartFromSavedState();
        nextOffset = 10;

        pipe(3);
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        assertThat(checkpoints())
                .extracting(SealedBatch::origin, SealedBatch::size)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("acme.example/flights/0", 13L));
    }

    @Test
    void readsNoTopicThatItsRuleGivesNoNameAndSaysSoOnceAndGoesOnWithTheOthers() {
        pipe("acme..flights", 3);
        pipe("acme..flights", 2);
        pipe(3);
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        assertThat(checkpoints()).extracting(SealedBatch::origin).containsExactly("acme.example/flights/0");
        assertThat(rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.reason()).isEqualTo("DATASET_UNNAMED");
            assertThat(rejected.topic()).isEqualTo("acme..flights");
            assertThat(rejected.offset()).isZero();
            assertThat(rejected.detail())
                    .contains("names no dataset for topic acme..flights", "organisation 'acme.'", "it is not read");
        });
    }

    @Test
    void givesADatasetToOneTopicOnlyThoughARuleNamesItForTwo() {
        rule = new AnchoringConfig.DatasetRule("acme\\.example\\..*", "acme.example", "flights", "raw", "raw", 0, 0);
        driver.close();
        start();
        pipe(3);
        rule = new AnchoringConfig.DatasetRule("acme\\.example\\..*s", "acme.example", "flights", "raw", "raw", 0, 0);
        restartFromSavedState();

        pipe("acme.example.planes", 2);
        nextOffset = 3;
        pipe(4);
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        assertThat(checkpoints())
                .extracting(SealedBatch::topic, SealedBatch::size)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(TOPIC, 7L));
        assertThat(rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.reason()).isEqualTo("DATASET_TAKEN");
            assertThat(rejected.detail())
                    .isEqualTo("topic acme.example.planes: dataset acme.example/flights is the log of topic " + TOPIC
                            + ", so this one is not read. Give it a dataset of its own");
        });
    }

    @Test
    void doesNotCommitWhatCameFromATopicThatIsGone() {
        pipe(10);
        gone = true;

        assertThatThrownBy(() -> pipe(1))
                .isInstanceOf(TaskMigratedException.class)
                .hasMessageStartingWith("topic acme.example.flights is gone: what was not committed of it has no leaf");
    }

    private final class FixedTopics implements SourceTopics {
        @Override
        public Uuid id(String topic) {
            return topicId;
        }

        @Override
        public @Nullable Uuid idAfter(String topic, long afterMs) {
            return gone ? null : topicId;
        }

        @Override
        public long committedOffset(String topic, int partition, long afterMs) {
            return -1;
        }

        @Override
        public long firstOffset(String topic, int partition) {
            return 0;
        }

        @Override
        public void backToStart(String topic, int partition) {
            throw new AssertionError(topic + " " + partition + " is not to be read again");
        }
    }

    private void restartFromSavedState() {
        for (TestRecord<byte[], byte[]> record : output(OwnTopics.LOGS).readRecordsToList()) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            saved.put(key.substring(0, key.lastIndexOf(' ')), record.value());
        }
        driver.close();
        start();
    }

    private void pipe(int count) {
        pipe(TOPIC, count);
    }

    private void pipe(String topic, int count) {
        TestInputTopic<byte[], byte[]> input =
                driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
        List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            polled.add(new ConsumerRecord<>(
                    topic,
                    0,
                    nextOffset++,
                    timestamp,
                    TimestampType.CREATE_TIME,
                    -1,
                    10,
                    null,
                    ("record " + i).getBytes(StandardCharsets.UTF_8),
                    new RecordHeaders(),
                    Optional.empty()));
            if (polled.size() == 70 || i == count - 1) {
                input.pipeInput(poll(polled));
                polled.clear();
            }
        }
    }

    /** The driver copies headers, which carry a poll's records. */
    private static TestRecord<byte[], byte[]> poll(List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> one = OnePoll.of(List.copyOf(records));
        return new TestRecord<>(null, new byte[0]) {
            @Override
            public Headers headers() {
                return one.headers();
            }

            @Override
            public Headers getHeaders() {
                return one.headers();
            }
        };
    }

    private Map<String, byte[]> bundles() {
        Map<String, byte[]> bundles = new HashMap<>();
        for (TestRecord<byte[], byte[]> record : output(Topics.LOG).readRecordsToList()) {
            bundles.put(new String(record.key(), StandardCharsets.UTF_8), record.value());
        }
        return bundles;
    }

    private static CompactRange treeOf(Map<String, byte[]> bundles) {
        CompactRange tree = CompactRange.empty();
        for (int index = 0; bundles.containsKey("acme.example/flights/0 " + index); index++) {
            byte[] bundle = bundles.get("acme.example/flights/0 " + index);
            for (int at = 2; at < bundle.length; at += 52) {
                tree.append(bundle, at, Entry.LENGTH);
            }
        }
        return tree;
    }

    private List<SealedBatch> checkpoints() {
        return output(Topics.CHECKPOINTS).readRecordsToList().stream()
                .map(record ->
                        SealedBatch.fromAvro((GenericRecord) avro.deserialize(Topics.CHECKPOINTS, record.value())))
                .toList();
    }

    private List<RejectedInput> rejected() {
        return output(Topics.REJECTED).readRecordsToList().stream()
                .map(record ->
                        RejectedInput.fromAvro((GenericRecord) avro.deserialize(Topics.REJECTED, record.value())))
                .toList();
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
