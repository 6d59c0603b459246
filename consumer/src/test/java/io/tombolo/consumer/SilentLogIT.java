package io.tombolo.consumer;

import static io.tombolo.consumer.Readers.config;
import static io.tombolo.consumer.Readers.consumer;
import static io.tombolo.consumer.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tombolo.attack.Tampering;
import io.tombolo.consumer.watch.Hashing;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Refusal;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A read side that begins an answer about one log and never ends it, while the others' verdicts are waited for. */
@ExtendWith(OneBroker.class)
class SilentLogIT {
    private static final int PARTITIONS = 3;

    private final Readers.Heard heard = new Readers.Heard();
    private final Shared shared;
    private DatasetId dataset;
    private Owner owner;
    private List<ConsumerRecord<byte[], byte[]>> records;

    SilentLogIT(Shared shared) {
        this.shared = shared;
    }

    @BeforeEach
    void share() throws Exception {
        dataset = shared.dataset(PARTITIONS);
        shared.produce(dataset, PARTITIONS, 300);
        owner = new Owner(dataset, PARTITIONS);
        records = shared.read(dataset, PARTITIONS);
        owner.seal(records, 100);
        owner.anchor();
    }

    @AfterEach
    void close() {
        owner.close();
    }

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void delaysNoVerdictAboutOtherPartitions(Hashing hashing) {
        owner.silent.add(log(0) + "/checkpoints");
        owner.silent.add(log(1) + "/checkpoints");
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, config(owner).hashing(hashing).listener(heard), Map.of())) {
            consumer.assign(partitions());

            until(consumer, () -> owner.waiting.size() >= 2 && anchored(2) == lastOffset(2));
            more();
            until(consumer, () -> anchored(2) == lastOffset(2));
        }
        assertThat(heard.anchored).containsOnlyKeys(at(2));
        assertThat(heard.findings).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void delaysNoVerdictWhereItIsAskedWhatDiffers(Hashing hashing) {
        owner.silent.add(log(0) + "/tile/entries");
        long changed = records.stream()
                .filter(record -> record.partition() == 0)
                .findFirst()
                .orElseThrow()
                .offset();
        VerificationConfig.Builder config =
                config(owner).hashing(hashing).onRefusal(OnRefusal.MARK).listener(heard);
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, config, Tampering.drop(0, changed).settings())) {
            consumer.assign(partitions());

            until(
                    consumer,
                    () -> !owner.waiting.isEmpty() && anchored(1) == lastOffset(1) && anchored(2) == lastOffset(2));
            more();
            until(consumer, () -> anchored(1) == lastOffset(1) && anchored(2) == lastOffset(2));
            assertThat(heard.findings).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void namesWhatDiffersOnceItIsToldAboutIt(Hashing hashing) {
        long dropped = records.stream()
                .filter(record -> record.partition() == 1)
                .findFirst()
                .orElseThrow()
                .offset();
        VerificationConfig.Builder config =
                config(owner).hashing(hashing).onRefusal(OnRefusal.MARK).listener(heard);
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, config, Tampering.drop(1, dropped).settings())) {
            consumer.assign(partitions());

            until(consumer, () -> anchored(1) == lastOffset(1));
        }
        assertThat(heard.findings)
                .extracting(Finding::refusal, Finding::offset)
                .containsExactly(tuple(Refusal.MISSING, dropped));
    }

    /** Seals more, of which nobody has heard while the silent ones were asked. */
    private void more() {
        shared.produce(dataset, PARTITIONS, 60);
        records = shared.read(dataset, PARTITIONS);
        owner.sealMore(records, 20);
        owner.anchor();
    }

    private long anchored(int partition) {
        return heard.anchored.getOrDefault(at(partition), -1L);
    }

    private long lastOffset(int partition) {
        return records.stream()
                .filter(record -> record.partition() == partition)
                .mapToLong(ConsumerRecord::offset)
                .max()
                .orElseThrow();
    }

    private String log(int partition) {
        return owner.log(partition).origin;
    }

    private List<TopicPartition> partitions() {
        return IntStream.range(0, PARTITIONS).mapToObj(this::at).toList();
    }

    private TopicPartition at(int partition) {
        return new TopicPartition(dataset.topic(), partition);
    }
}
