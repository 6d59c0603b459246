package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tombolo.consumer.audit.AuditRefusal;
import io.tombolo.consumer.audit.AuditRequest;
import io.tombolo.consumer.audit.DatasetAudit;
import io.tombolo.consumer.watch.Hashing;
import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.merkle.note.Ed25519;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an attacker with full rights on the broker can do: the segment files of a stopped broker are changed, and it is started again.
 * Each attack must be found, named right, and nothing else named.
 */
class AttackSuiteIT {
    private static final int EVENTS = 600;
    private static final int BATCH = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static final Map<String, Target> TARGETS = new HashMap<>();
    private static Shared shared;

    /** A dataset as its owner sealed it, before anybody touched it. */
    private record Target(DatasetId dataset, Owner owner, List<ConsumerRecord<byte[], byte[]>> records) {
        long offset(int i) {
            return records.get(i).offset();
        }

        TopicPartition at() {
            return new TopicPartition(dataset.topic(), 0);
        }
    }

    @BeforeAll
    static void attack() throws Exception {
        Path kafka = folder.resolve("kafka");
        shared = new Shared(kafka);
        for (String attack : List.of(
                "flip", "corrupt", "drop", "dropBatch", "swap", "inject", "duplicate", "stranger", "clock", "tail")) {
            DatasetId dataset = shared.dataset(1);
            shared.produce(dataset, 1, EVENTS);
            TARGETS.put(attack, target(dataset, new Owner(dataset, 1)));
        }
        DatasetId again = shared.dataset(1);
        shared.produce(again, 1, EVENTS);
        byte[] old = Segment.of(kafka, new TopicPartition(again.topic(), 0)).bytes();
        shared.makeAgain(again);
        shared.produce(again, 1, EVENTS);
        TARGETS.put("replay", target(again, new Owner(again, 1, 2)));
        shared.close();

        segment("flip").flip("event 250", true);
        segment("corrupt").flip("event 250", false);
        segment("drop").rewrite(batch -> without(batch, List.of(offset("drop", 250))));
        segment("dropBatch").rewrite(batch -> without(batch, offsets("dropBatch", 200, 300)));
        segment("swap").rewrite(batch -> swapped(batch, offset("swap", 250), offset("swap", 251)));
        Segment.Written invented =
                new Segment.Written(0, 1, new byte[4], "event never".getBytes(StandardCharsets.UTF_8), new Header[0]);
        segment("inject").rewrite(batch -> inPlaceOfTheAborted(batch, "inject", invented));
        segment("duplicate").rewrite(batch -> inPlaceOfTheAborted(batch, "duplicate", written("duplicate", 420)));
        segment("stranger")
                .rewrite(batch -> batch.stream()
                        .map(record -> record.offset() == offset("stranger", 250)
                                ? written("flip", 250).at(record.offset())
                                : record)
                        .toList());
        segment("clock")
                .rewrite(batch -> batch.stream()
                        .map(record -> record.offset() == offset("clock", 250) ? record.movedBy(-3_600_000) : record)
                        .toList());
        segment("tail").truncateFrom(offset("tail", 500));
        segment("replay").write(old);
        shared = new Shared(kafka);
    }

    @AfterAll
    static void stop() {
        TARGETS.values().forEach(target -> target.owner().close());
        shared.close();
    }

    @Test
    void aBitFlippedInASegmentWithItsChecksumRepairedIsAnAlteration() {
        assertFound("flip", Refusal.ALTERED, List.of(offset("flip", 250)), "commitment");
    }

    @Test
    void aBitFlippedInASegmentWithoutItsChecksumIsNotEvenDelivered() {
        try (VerifyingConsumer<byte[], byte[]> consumer = consumer(config(TARGETS.get("corrupt"), id -> null))) {
            consumer.assign(List.of(TARGETS.get("corrupt").at()));

            assertThatThrownBy(() -> read(consumer, EVENTS)).isInstanceOf(KafkaException.class);
        }
    }

    @Test
    void aDroppedRecordIsMissing() {
        assertFound("drop", Refusal.MISSING, List.of(offset("drop", 250)), "it was not read");
    }

    @Test
    void aDroppedTransactionIsMissing() {
        assertFound("dropBatch", Refusal.MISSING, offsets("dropBatch", 200, 300), "it was not read");
    }

    @Test
    void twoSwappedRecordsAreReordered() {
        assertFound("swap", Refusal.REORDERED, List.of(offset("swap", 250), offset("swap", 251)), "holds what");
    }

    @Test
    void anInjectedRecordIsUnexpected() {
        assertFound("inject", Refusal.UNEXPECTED, List.of(offset("inject", 400) - 2), "no record at this offset");
    }

    @Test
    void aRecordThatIsThereTwiceIsUnexpectedTheSecondTime() {
        assertFound(
                "duplicate",
                Refusal.UNEXPECTED,
                List.of(offset("duplicate", 400) - 2),
                "a duplicate of offset " + offset("duplicate", 420));
    }

    @Test
    void aRecordOfAnotherTopicIsAnAlteration() {
        assertFound("stranger", Refusal.ALTERED, List.of(offset("stranger", 250)), "commitment");
    }

    @Test
    void aMovedClockIsAnAlteration() {
        assertFound("clock", Refusal.ALTERED, List.of(offset("clock", 250)), "timestamp");
    }

    @Test
    void anOldTopicInPlaceOfTheNewOneIsAltered() {
        assertFound("replay", Refusal.ALTERED, offsets("replay", 0, EVENTS), "commitment");
    }

    @Test
    void recordsDeletedAtTheHeadAreMissing() throws Exception {
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, 1, EVENTS);
        Target target = target(dataset, new Owner(dataset, 1));
        TARGETS.put("head", target);
        try (Admin admin = shared.admin()) {
            admin.deleteRecords(Map.of(target.at(), RecordsToDelete.beforeOffset(target.offset(120))))
                    .all()
                    .get();
        }

        assertFound("head", Refusal.MISSING, offsets("head", 0, 120), "it was not read");
    }

    @Test
    void recordsCutOffAtTheTailAreMissedByAnAuditAndAlteredOnceOthersStandInTheirPlace() {
        Target target = TARGETS.get("tail");

        assertThat(DatasetAudit.run(request(target)).refusals())
                .extracting(AuditRefusal::kind, AuditRefusal::offset)
                .containsExactlyElementsOf(offsets("tail", 500, EVENTS).stream()
                        .map(offset -> tuple(Refusal.MISSING, offset))
                        .toList());

        shared.produce(target.dataset(), 1, 200);
        assertThat(found(config(target, id -> null), target))
                .extracting(Finding::refusal)
                .contains(Refusal.ALTERED);
    }

    @Test
    void aRegistryThatGivesAnotherSchemaForTheSameNumberIsFound() throws Exception {
        InMemoryRegistry honest = new InMemoryRegistry();
        InMemoryRegistry lying = new InMemoryRegistry();
        int id = honest.register("s", SchemaSource.of(SchemaBuilder.builder().stringType()), false);
        assertThat(lying.register("s", SchemaSource.of(SchemaBuilder.builder().bytesType()), false))
                .isEqualTo(id);
        byte[] framed = new byte[Frame.LENGTH + 3];
        Frame.write(id, framed, 0);
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, framed);
        List<ConsumerRecord<byte[], byte[]>> records = shared.read(dataset, 1);
        try (Owner owner = new Owner(dataset, 1)) {
            SchemaHashes schemas = new RegistrySchemaHashes(honest);
            owner.seal(records, BATCH, new Committer(schemas, PartFormat.RAW, PartFormat.AVRO));
            owner.anchor();
            Target target = new Target(dataset, owner, records);

            assertThat(found(avro(target, schemas), target)).isEmpty();
            assertThat(found(avro(target, new RegistrySchemaHashes(lying)), target))
                    .extracting(Finding::refusal, Finding::offset)
                    .containsExactly(tuple(Refusal.ALTERED, records.get(0).offset()));
        }
    }

    @Test
    void oneOfTwoHistoriesForTwoConsumersIsAFork() throws Exception {
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, 1, EVENTS);
        List<ConsumerRecord<byte[], byte[]>> records = shared.read(dataset, 1);
        KeyPair key = Ed25519.generate();
        try (Owner toOne = new Owner(dataset, 1, 1, key);
                Owner toTheOther = new Owner(dataset, 1, 1, key)) {
            toOne.seal(records, BATCH);
            toOne.anchor();
            List<ConsumerRecord<byte[], byte[]>> forged = new ArrayList<>(records);
            forged.set(250, forged.get(251));
            toTheOther.seal(forged, BATCH);
            // The ledger took the first history; its receipts are what the other consumer is shown too.
            toTheOther.showReceiptsOf(toOne);

            assertThat(found(
                            config(new Target(dataset, toOne, records), id -> null),
                            new Target(dataset, toOne, records)))
                    .isEmpty();
            Target other = new Target(dataset, toTheOther, records);
            assertThat(found(config(other, id -> null), other))
                    .extracting(Finding::refusal)
                    .contains(Refusal.FORKED);
        }
    }

    @Test
    void anUntouchedTopicIsFoundGood() throws Exception {
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, 1, EVENTS);
        try (Owner owner = new Owner(dataset, 1)) {
            Target target = target(dataset, owner);

            assertThat(found(config(target, id -> null), target)).isEmpty();
            assertThat(DatasetAudit.run(request(target)).level()).contains(Level.ANCHORED);
        }
    }

    /** Exactly these offsets, by the consumer and by the audit. */
    private static void assertFound(String attack, Refusal refusal, List<Long> offsets, String detail) {
        Target target = TARGETS.get(attack);

        List<Finding> findings = found(config(target, id -> null), target);

        assertThat(findings)
                .extracting(Finding::refusal, Finding::offset)
                .containsExactlyElementsOf(
                        offsets.stream().map(offset -> tuple(refusal, offset)).toList());
        assertThat(findings).allSatisfy(finding -> assertThat(finding.detail()).contains(detail));
        assertThat(DatasetAudit.run(request(target)).refusals())
                .extracting(AuditRefusal::kind, AuditRefusal::offset)
                .containsExactlyElementsOf(
                        offsets.stream().map(offset -> tuple(refusal, offset)).toList());
    }

    /** What a consumer refuses that reads all and stops at nothing. */
    private static List<Finding> found(VerificationConfig.Builder config, Target target) {
        List<Finding> findings = new ArrayList<>();
        AtomicReference<Long> sealed = new AtomicReference<>(-1L);
        config.onRefusal(OnRefusal.MARK).listener(new VerdictListener() {
            @Override
            public void reached(TopicPartition partition, long lastOffset, Level level) {
                sealed.accumulateAndGet(lastOffset, Math::max);
            }

            @Override
            public void refused(TopicPartition partition, Finding finding) {
                findings.add(finding);
            }
        });
        long last = target.offset(target.records().size() - 1);
        try (VerifyingConsumer<byte[], byte[]> consumer = consumer(config)) {
            consumer.assign(List.of(target.at()));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (sealed.get() < last && findings.stream().noneMatch(f -> f.refusal() == Refusal.FORKED)) {
                assertThat(System.nanoTime()).as("in time, so far " + findings).isLessThan(end);
                assertThat(consumer.poll(Duration.ofMillis(100))).isNotNull();
            }
        }
        return findings;
    }

    private static void read(VerifyingConsumer<byte[], byte[]> consumer, int count) {
        int read = 0;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (read < count && System.nanoTime() < end) {
            read += consumer.poll(Duration.ofMillis(100)).count();
        }
    }

    private static VerificationConfig.Builder config(Target target, SchemaHashes schemas) {
        return VerificationConfig.builder(
                        target.owner().readSide(),
                        target.owner().policy(),
                        Map.of("plain", new PlainReceipts()),
                        schemas)
                .formats(PartFormat.RAW, PartFormat.RAW)
                .hashing(Hashing.POLLING_THREAD)
                .askEvery(Duration.ofMillis(100));
    }

    private static VerificationConfig.Builder avro(Target target, SchemaHashes schemas) {
        return config(target, schemas).formats(PartFormat.RAW, PartFormat.AVRO);
    }

    private static VerifyingConsumer<byte[], byte[]> consumer(VerificationConfig.Builder config) {
        Map<String, Object> settings = new HashMap<>(shared.settings());
        settings.put("auto.offset.reset", "earliest");
        return VerifyingConsumer.create(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer(), config.build());
    }

    private static AuditRequest request(Target target) {
        return AuditRequest.of(
                        target.dataset(),
                        shared.settings(),
                        target.owner().readSide(),
                        id -> null,
                        target.owner().policy(),
                        Map.of("plain", new PlainReceipts()))
                .withFormats(PartFormat.RAW, PartFormat.RAW);
    }

    private static Target target(DatasetId dataset, Owner owner) {
        List<ConsumerRecord<byte[], byte[]>> records = shared.read(dataset, 1);
        owner.seal(records, BATCH);
        owner.anchor();
        return new Target(dataset, owner, records);
    }

    private static Segment segment(String attack) {
        return Segment.of(folder.resolve("kafka"), TARGETS.get(attack).at());
    }

    private static long offset(String attack, int i) {
        return TARGETS.get(attack).offset(i);
    }

    private static List<Long> offsets(String attack, int from, int to) {
        return LongStream.range(from, to)
                .map(i -> offset(attack, (int) i))
                .boxed()
                .toList();
    }

    private static Segment.Written written(String attack, int i) {
        ConsumerRecord<byte[], byte[]> record = TARGETS.get(attack).records().get(i);
        return new Segment.Written(
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers().toArray());
    }

    private static List<Segment.Written> without(List<Segment.Written> batch, List<Long> offsets) {
        return batch.stream()
                .filter(record -> !offsets.contains(record.offset()))
                .toList();
    }

    private static List<Segment.Written> swapped(List<Segment.Written> batch, long a, long b) {
        List<Segment.Written> result = new ArrayList<>(batch);
        for (int i = 0; i + 1 < batch.size(); i++) {
            if (batch.get(i).offset() == a && batch.get(i + 1).offset() == b) {
                result.set(i, batch.get(i + 1).at(a));
                result.set(i + 1, batch.get(i).at(b));
            }
        }
        return result;
    }

    /** An aborted record leaves an offset that no consumer is shown: there something can be put without touching another. */
    private static List<Segment.Written> inPlaceOfTheAborted(
            List<Segment.Written> batch, String attack, Segment.Written record) {
        long free = offset(attack, 400) - 2;
        return batch.size() == 1 && batch.get(0).offset() == free ? List.of(record.at(free)) : batch;
    }
}
