package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an attacker with full rights on the broker can do: the segment files of a stopped broker are changed, and it is started again.
 * Each attack must be found, named right, and nothing else named.
 */
class SegmentAttacksIT {
    @TempDir
    static Path folder;

    private static final Map<String, Target> TARGETS = new HashMap<>();
    private static Shared shared;

    @BeforeAll
    static void attack() throws Exception {
        Path kafka = folder.resolve("kafka");
        shared = new Shared(kafka);
        for (String attack : List.of(
                "flip", "corrupt", "drop", "dropBatch", "swap", "inject", "duplicate", "stranger", "clock", "tail")) {
            DatasetId dataset = shared.dataset(1);
            shared.produce(dataset, 1, Target.EVENTS);
            TARGETS.put(attack, Target.sealed(shared, dataset, new Owner(dataset, 1)));
        }
        DatasetId again = shared.dataset(1);
        shared.produce(again, 1, Target.EVENTS);
        byte[] old = Segment.of(kafka, new TopicPartition(again.topic(), 0)).bytes();
        shared.makeAgain(again);
        shared.produce(again, 1, Target.EVENTS);
        TARGETS.put("replay", Target.sealed(shared, again, new Owner(again, 1, 2)));
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
        TARGETS.get("flip").assertFound(shared, Refusal.ALTERED, List.of(offset("flip", 250)), "commitment");
    }

    @Test
    void aBitFlippedInASegmentWithoutItsChecksumIsNotEvenDelivered() {
        try (VerifyingConsumer<byte[], byte[]> consumer =
                Target.consumer(shared, TARGETS.get("corrupt").config())) {
            consumer.assign(List.of(TARGETS.get("corrupt").at()));

            assertThatThrownBy(() -> read(consumer, Target.EVENTS)).isInstanceOf(KafkaException.class);
        }
    }

    @Test
    void aDroppedRecordIsMissing() {
        TARGETS.get("drop").assertFound(shared, Refusal.MISSING, List.of(offset("drop", 250)), "it was not read");
    }

    @Test
    void aDroppedTransactionIsMissing() {
        TARGETS.get("dropBatch")
                .assertFound(shared, Refusal.MISSING, offsets("dropBatch", 200, 300), "it was not read");
    }

    @Test
    void twoSwappedRecordsAreReordered() {
        TARGETS.get("swap")
                .assertFound(
                        shared, Refusal.REORDERED, List.of(offset("swap", 250), offset("swap", 251)), "holds what");
    }

    @Test
    void anInjectedRecordIsUnexpected() {
        TARGETS.get("inject")
                .assertFound(
                        shared, Refusal.UNEXPECTED, List.of(offset("inject", 400) - 2), "no record at this offset");
    }

    @Test
    void aRecordThatIsThereTwiceIsUnexpectedTheSecondTime() {
        TARGETS.get("duplicate")
                .assertFound(
                        shared,
                        Refusal.UNEXPECTED,
                        List.of(offset("duplicate", 400) - 2),
                        "a duplicate of offset " + offset("duplicate", 420));
    }

    @Test
    void aRecordOfAnotherTopicIsAnAlteration() {
        TARGETS.get("stranger").assertFound(shared, Refusal.ALTERED, List.of(offset("stranger", 250)), "commitment");
    }

    @Test
    void aMovedClockIsAnAlteration() {
        TARGETS.get("clock").assertFound(shared, Refusal.ALTERED, List.of(offset("clock", 250)), "timestamp");
    }

    @Test
    void anOldTopicInPlaceOfTheNewOneIsAltered() {
        TARGETS.get("replay").assertFound(shared, Refusal.ALTERED, offsets("replay", 0, Target.EVENTS), "commitment");
    }

    @Test
    void recordsCutOffAtTheTailAreMissedByAnAuditAndAlteredOnceOthersStandInTheirPlace() {
        Target target = TARGETS.get("tail");

        assertThat(target.audit(shared).refusals())
                .extracting(AuditResult.Refused::kind, AuditResult.Refused::offset)
                .containsExactlyElementsOf(offsets("tail", 500, Target.EVENTS).stream()
                        .map(offset -> tuple(Refusal.MISSING, offset))
                        .toList());

        shared.produce(target.dataset(), 1, 200);
        assertThat(target.found(shared, target.config()))
                .extracting(Finding::refusal)
                .contains(Refusal.ALTERED);
    }

    private static void read(VerifyingConsumer<byte[], byte[]> consumer, int count) {
        int read = 0;
        long end = System.nanoTime() + Readers.PATIENCE.toNanos();
        while (read < count && System.nanoTime() < end) {
            read += consumer.poll(Duration.ofMillis(100)).count();
        }
    }

    private static Segment segment(String attack) {
        return Segment.of(folder.resolve("kafka"), TARGETS.get(attack).at());
    }

    private static long offset(String attack, int i) {
        return TARGETS.get(attack).offset(i);
    }

    private static List<Long> offsets(String attack, int from, int to) {
        return TARGETS.get(attack).offsets(from, to);
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
