package io.tombolo.consumer;

import static io.tombolo.consumer.AuditedDataset.attacked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.attack.RecordTap;
import io.tombolo.attack.Tampering;
import io.tombolo.consumer.audit.AuditException;
import io.tombolo.consumer.audit.AuditRequest;
import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.consumer.audit.AuditStateFile;
import io.tombolo.consumer.audit.DatasetAudit;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneBroker.class)
class AuditResumptionIT {
    private static final int EVENTS = 4000;
    private static final byte[] KEY = new byte[AuditStateFile.KEY_LENGTH];
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

    private static AuditedDataset audited;
    private Owner owner;

    @BeforeAll
    static void share(Shared broker) throws Exception {
        audited = AuditedDataset.produce(broker, EVENTS);
    }

    @BeforeEach
    void anchorAll() {
        owner = audited.anchored(audited.records(), 100);
    }

    @AfterEach
    void closeOwner() {
        owner.close();
    }

    @Test
    void comesToTheSameAsInOneGoWhereverItIsKilled() {
        AuditResult inOneGo = DatasetAudit.run(attacked(request(), liar()));
        assertThat(inOneGo.refusals())
                .extracting(AuditResult.Refused::kind)
                .containsExactlyInAnyOrder(Refusal.MISSING, Refusal.ALTERED, Refusal.MISSING);

        for (long killedAt : List.of(200L, 1500L, 2600L)) {
            Optional<AuditStateFile.SavedAudit> left = Optional.of(killed(attacked(request(), liar()), killedAt));
            long before = left.get().events();

            AuditResult result = DatasetAudit.run(attacked(request(), liar()).withResumption(resuming(left)));

            assertThat(result.refusals()).isEqualTo(inOneGo.refusals());
            assertThat(result.refused()).isEqualTo(3);
            assertThat(result.events()).isEqualTo(EVENTS);
            assertThat(result.anchored()).isEqualTo(EVENTS);
            assertThat(result.begunAt()).isEqualTo(CLOCK.instant());
            assertThat(result.resumed()).isNotEmpty();
            assertThat(result.resumed().stream().mapToLong(one -> one.leaf()).sum())
                    .isEqualTo(before)
                    .isGreaterThanOrEqualTo(killedAt)
                    .isLessThan(EVENTS);
        }
    }

    @Test
    void remembersADifferenceThatTheSecondRunIsNotShownAnyMore() {
        AuditStateFile.SavedAudit left = killed(attacked(request(), Tampering.drop(0, 50)), 1000);

        AuditResult result = DatasetAudit.run(request().withResumption(resuming(Optional.of(left))));

        assertThat(result.level()).isEmpty();
        assertThat(result.refusals()).extracting(AuditResult.Refused::kind).containsExactly(Refusal.MISSING);
    }

    @Test
    void stopsWhenItIsToldToAndLeavesWhatItCompared() {
        List<AuditStateFile.SavedAudit> saved = new ArrayList<>();
        long[] compared = {0};
        AuditRequest.Resumption stopping = new AuditRequest.Resumption(
                Optional.empty(), saved::add, Duration.ofDays(1), () -> compared[0] > 500, CLOCK);

        assertThatThrownBy(() -> DatasetAudit.run(request()
                        .withProgress((done, due) -> compared[0] = done)
                        .withResumption(stopping)))
                .isInstanceOf(AuditException.class)
                .hasMessageMatching("acme\\.example/.*: stopped after [0-9,]+ of 4,000 events");
        assertThat(saved).hasSize(1);
        AuditResult result = DatasetAudit.run(request().withResumption(resuming(Optional.of(saved.get(0)))));

        assertThat(result.level()).contains(Level.ANCHORED);
        assertThat(result.events()).isEqualTo(EVENTS);
    }

    @Test
    void reportsTheHeadsThatItHasReadBeforeItComparesTheFirstRecord() {
        AtomicLong read = new AtomicLong();
        AtomicLong readByTheFirstRecord = new AtomicLong(-1);

        DatasetAudit.run(request().withProgress(new AuditRequest.Progress() {
            @Override
            public void heads(long heads) {
                read.accumulateAndGet(heads, Math::max);
            }

            @Override
            public void at(long compared, long due) {
                readByTheFirstRecord.compareAndSet(-1, read.get());
            }
        }));

        assertThat(readByTheFirstRecord).hasPositiveValue().hasValue(read.get());
    }

    @Test
    void refusesToGoOnInALogThatIsNotTheOneThatItCompared() {
        AuditStateFile.SavedAudit left = killed(request(), 1000);
        List<ConsumerRecord<byte[], byte[]>> rewritten = new ArrayList<>(audited.records());
        rewritten.set(0, Changed.later(audited.records().get(0)));
        try (Owner other = audited.anchored(rewritten, 100)) {
            AuditResult result = DatasetAudit.run(
                    audited.request(other).withResumption(resuming(Optional.of(sameQuestion(left, other)))));

            assertThat(result.level()).isEmpty();
            assertThat(result.refusals()).extracting(AuditResult.Refused::kind).contains(Refusal.FORKED);
        }
    }

    @Test
    void refusesALogThatIsShorterThanItWas() {
        AuditStateFile.SavedAudit left = killed(request(), 3000);
        try (Owner other = audited.anchored(
                audited.records().stream()
                        .filter(record -> record.offset() < 500)
                        .toList(),
                100)) {
            AuditResult result = DatasetAudit.run(
                    audited.request(other).withResumption(resuming(Optional.of(sameQuestion(left, other)))));

            assertThat(result.refusals())
                    .extracting(AuditResult.Refused::detail)
                    .allMatch(
                            detail -> detail.matches(
                                    "the newest head that is shown has size [0-9]+; when this audit was interrupted it had size 2000"));
            assertThat(result.refusals()).hasSize(AuditedDataset.PARTITIONS);
        }
    }

    @Test
    void refusesWhatAnotherAuditLeft() throws Exception {
        AuditStateFile.SavedAudit left = killed(request(), 1000);
        DatasetId another = audited.shared().dataset(1);
        try (Owner other = new Owner(another, 1)) {
            assertThatThrownBy(
                            () -> DatasetAudit.run(request(another, other).withResumption(resuming(Optional.of(left)))))
                    .isInstanceOf(AuditException.class)
                    .hasMessageContaining("the saved state is of an audit of " + audited.dataset());
            assertThatThrownBy(
                            () -> DatasetAudit.run(audited.request(other).withResumption(resuming(Optional.of(left)))))
                    .isInstanceOf(AuditException.class)
                    .hasMessageContaining("the saved state is of an audit with another policy");
        }
    }

    @Test
    void tellsWhatExpiredFromWhatIsMissing() throws Exception {
        DatasetId shrinking = audited.shared().dataset(1);
        List<ConsumerRecord<byte[], byte[]>> all = audited.shared().produceKeys(shrinking, 600, 600);
        try (Owner other = new Owner(shrinking, 1);
                Admin admin = audited.shared().admin()) {
            other.seal(all, 50);
            other.anchor();
            admin.deleteRecords(Map.of(
                            new TopicPartition(shrinking.topic(), 0),
                            RecordsToDelete.beforeOffset(all.get(220).offset())))
                    .all()
                    .get();

            AuditResult refused = DatasetAudit.run(request(shrinking, other));
            AuditResult told = DatasetAudit.run(request(shrinking, other).withGaps(AuditRequest.Gaps.TOLD));
            AuditResult dropped = DatasetAudit.run(
                    attacked(request(shrinking, other).withGaps(AuditRequest.Gaps.TOLD), Tampering.drop(0, 100)));

            assertThat(refused.isGood()).isFalse();
            assertThat(refused.level()).isEmpty();
            assertThat(refused.refused()).isZero();
            assertThat(refused.expired()).isEqualTo(220);
            assertThat(refused.gone())
                    .containsExactly(new AuditResult.GoneRecords(
                            AuditResult.GoneRecords.Reason.EXPIRED,
                            0,
                            0,
                            0,
                            all.get(219).offset(),
                            220));
            assertThat(told.isGood()).isTrue();
            assertThat(told.level()).contains(Level.ANCHORED);
            assertThat(dropped.refusals()).extracting(AuditResult.Refused::kind).containsExactly(Refusal.MISSING);
            assertThat(dropped.expired()).isEqualTo(220);
        }
    }

    @Test
    void tellsWhatWasCompactedAwayAndStillNamesWhatIsAltered() throws Exception {
        DatasetId compacted = audited.shared().dataset(1);
        List<ConsumerRecord<byte[], byte[]>> all =
                new ArrayList<>(audited.shared().produceKeys(compacted, 1000, 100));
        try (Owner other = new Owner(compacted, 1)) {
            audited.shared()
                    .configure(
                            compacted,
                            Map.of(
                                    "cleanup.policy",
                                    "compact",
                                    "min.cleanable.dirty.ratio",
                                    "0.01",
                                    "segment.ms",
                                    "50"));
            await().atMost(Readers.PATIENCE).until(() -> {
                all.addAll(audited.shared().produceKeys(compacted, 1, 1));
                return audited.shared().read(compacted, 1).size() < 600;
            });
            other.seal(all, 64);
            other.anchor();
            audited.shared().configure(compacted, Map.of("min.cleanable.dirty.ratio", "1.0", "segment.ms", "600000"));

            AuditResult told = DatasetAudit.run(request(compacted, other).withGaps(AuditRequest.Gaps.TOLD));
            AuditResult swapped = DatasetAudit.run(
                    attacked(request(compacted, other).withGaps(AuditRequest.Gaps.TOLD), Tampering.swap(0, 300)));

            assertThat(told.refusals()).isEmpty();
            assertThat(told.level()).contains(Level.ANCHORED);
            assertThat(told.expired()).isZero();
            assertThat(told.compacted()).isGreaterThan(400);
            assertThat(told.gone().stream()
                            .mapToLong(AuditResult.GoneRecords::count)
                            .sum())
                    .isEqualTo(told.compacted());
            assertThat(swapped.isGood()).isFalse();
            assertThat(swapped.refusals()).extracting(AuditResult.Refused::kind).containsOnly(Refusal.REORDERED);
        }
    }

    /** Ends without any warning, behind the first save at which so many events were compared; what it left went through its file. */
    private static AuditStateFile.SavedAudit killed(AuditRequest request, long at) {
        List<AuditStateFile.SavedAudit> left = new ArrayList<>();
        Consumer<AuditStateFile.SavedAudit> saver = state -> {
            // Kafka may hand out one partition whole before the other.
            if (state.events() >= at && state.partitions().size() == AuditedDataset.PARTITIONS) {
                left.add(AuditStateFile.read(AuditStateFile.write(state, KEY), KEY));
                throw new Killed();
            }
        };
        assertThatThrownBy(() -> DatasetAudit.run(request.withResumption(
                        new AuditRequest.Resumption(Optional.empty(), saver, Duration.ZERO, () -> false, CLOCK))))
                .isInstanceOf(Killed.class);
        return left.get(0);
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** As if that other owner's policy had been the first run's. */
    private static AuditStateFile.SavedAudit sameQuestion(AuditStateFile.SavedAudit left, Owner other) {
        List<AuditStateFile.SavedAudit> its = new ArrayList<>();
        AuditRequest.Resumption asking =
                new AuditRequest.Resumption(Optional.empty(), its::add, Duration.ZERO, () -> !its.isEmpty(), CLOCK);
        assertThatThrownBy(() -> DatasetAudit.run(audited.request(other).withResumption(asking)))
                .isInstanceOf(AuditException.class);
        return new AuditStateFile.SavedAudit(left.dataset(), its.get(0).question(), left.begunAt(), left.partitions());
    }

    private static AuditRequest.Resumption resuming(Optional<AuditStateFile.SavedAudit> left) {
        return new AuditRequest.Resumption(left, state -> {}, Duration.ofDays(1), () -> false, CLOCK);
    }

    /** Always the same lies, whatever it is shown first. */
    private static RecordTap liar() {
        return polled -> {
            List<ConsumerRecord<byte[], byte[]>> shown = new ArrayList<>(polled);
            shown.removeIf(record -> record.offset() == audited.offset(0, 100) && record.partition() == 0);
            shown.removeIf(record -> record.offset() == audited.offset(1, 1900) && record.partition() == 1);
            shown.replaceAll(record -> record.offset() == audited.offset(1, 700) && record.partition() == 1
                    ? Changed.later(record)
                    : record);
            return shown;
        };
    }

    private static AuditRequest request(DatasetId other, Owner its) {
        return AuditedDataset.request(audited.shared(), other, its);
    }

    private AuditRequest request() {
        return audited.request(owner);
    }
}
