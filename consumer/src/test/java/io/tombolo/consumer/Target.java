package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.consumer.audit.DatasetAudit;
import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.watch.Hashing;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A dataset as its owner sealed it, before anybody attacked it, and what a reader finds of that. */
record Target(DatasetId dataset, Owner owner, List<ConsumerRecord<byte[], byte[]>> records) {
    static final int EVENTS = 600;
    static final int BATCH = 100;

    /** Seals and anchors what a dataset holds. */
    static Target sealed(Shared shared, DatasetId dataset, Owner owner) {
        List<ConsumerRecord<byte[], byte[]>> records = shared.read(dataset, 1);
        owner.seal(records, BATCH);
        owner.anchor();
        return new Target(dataset, owner, records);
    }

    long offset(int i) {
        return records.get(i).offset();
    }

    List<Long> offsets(int from, int to) {
        return LongStream.range(from, to).map(i -> offset((int) i)).boxed().toList();
    }

    TopicPartition at() {
        return new TopicPartition(dataset.topic(), 0);
    }

    VerificationConfig.Builder config() {
        return config(id -> null);
    }

    VerificationConfig.Builder config(SchemaHashes schemas) {
        return VerificationConfig.builder(
                        owner.readSide(), owner.policy(), Map.of("plain", new PlainReceipts()), schemas)
                .formats(PartFormat.RAW, PartFormat.RAW)
                .hashing(Hashing.POLLING_THREAD)
                .askEvery(Duration.ofMillis(100));
    }

    /** What a consumer refuses that reads all and stops at nothing. */
    List<Finding> found(Shared shared, VerificationConfig.Builder config) {
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
        long last = offset(records.size() - 1);
        try (VerifyingConsumer<byte[], byte[]> consumer = consumer(shared, config)) {
            consumer.assign(List.of(at()));
            long end = System.nanoTime() + Readers.PATIENCE.toNanos();
            while (sealed.get() < last && findings.stream().noneMatch(f -> f.refusal() == Refusal.FORKED)) {
                assertThat(System.nanoTime()).as("in time, so far " + findings).isLessThan(end);
                assertThat(consumer.poll(Duration.ofMillis(100))).isNotNull();
            }
        }
        return findings;
    }

    /** Exactly these offsets, by the consumer and by the audit. */
    void assertFound(Shared shared, Refusal refusal, List<Long> offsets, String detail) {
        assertRead(shared, refusal, offsets, detail);
        assertThat(audit(shared).refusals())
                .extracting(AuditResult.Refused::kind, AuditResult.Refused::offset)
                .containsExactlyElementsOf(
                        offsets.stream().map(offset -> tuple(refusal, offset)).toList());
    }

    /** Exactly these offsets, by the consumer. */
    void assertRead(Shared shared, Refusal refusal, List<Long> offsets, String detail) {
        List<Finding> findings = found(shared, config());

        assertThat(findings)
                .extracting(Finding::refusal, Finding::offset)
                .containsExactlyElementsOf(
                        offsets.stream().map(offset -> tuple(refusal, offset)).toList());
        assertThat(findings).allSatisfy(finding -> assertThat(finding.detail()).contains(detail));
    }

    AuditResult audit(Shared shared) {
        return DatasetAudit.run(AuditedDataset.request(shared, dataset, owner));
    }

    static VerifyingConsumer<byte[], byte[]> consumer(Shared shared, VerificationConfig.Builder config) {
        Map<String, Object> settings = new HashMap<>(shared.settings());
        settings.put("auto.offset.reset", "earliest");
        return VerifyingConsumer.create(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer(), config.build());
    }
}
