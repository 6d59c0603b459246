package io.tombolo.consumer;

import static io.tombolo.consumer.Readers.config;
import static io.tombolo.consumer.Readers.consumer;
import static io.tombolo.consumer.Readers.read;
import static io.tombolo.consumer.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.attack.Tampering;
import io.tombolo.consumer.watch.TopicDatasets;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.verdict.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneBroker.class)
class GapsAndMirrorsIT {
    private static Shared shared;
    private final Readers.Heard heard = new Readers.Heard();

    @BeforeAll
    static void start(Shared broker) {
        shared = broker;
    }

    @Test
    void verifiesWhatACompactedTopicStillHoldsAndTellsOfTheRest() throws Exception {
        DatasetId dataset = shared.dataset(1);
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(shared.produceKeys(dataset, 1000, 100));
        TopicPartition at = new TopicPartition(dataset.topic(), 0);
        try (Owner owner = new Owner(dataset, 1)) {
            shared.configure(
                    dataset,
                    Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0.01", "segment.ms", "50"));
            await().atMost(Readers.PATIENCE).until(() -> {
                all.addAll(shared.produceKeys(dataset, 1, 1));
                return shared.read(dataset, 1).size() < 600;
            });
            owner.seal(all, 64);

            long last = all.get(all.size() - 1).offset();
            try (VerifyingConsumer<byte[], String> consumer =
                    consumer(shared, config(owner).gapsAllowed().listener(heard), Map.of())) {
                consumer.assign(List.of(at));
                until(consumer, () -> heard.reached(Level.SEALED) == last);
            }
            assertThat(heard.findings).isEmpty();
            assertThat(heard.gone).hasSizeGreaterThan(400);

            Tampering altering = Tampering.swap(0, 300);
            try (VerifyingConsumer<byte[], String> consumer =
                    consumer(shared, config(owner).gapsAllowed(), altering.settings())) {
                consumer.assign(List.of(at));
                assertThatThrownBy(() -> until(consumer, () -> false))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining(
                                "offset " + altering.deed().orElseThrow().offset());
            }
            try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config(owner), Map.of())) {
                consumer.assign(List.of(at));
                assertThatThrownBy(() -> until(consumer, () -> false))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("MISSING");
            }
        }
    }

    @Test
    void readsOnBehindRecordsThatRetentionDeleted() throws Exception {
        DatasetId dataset = shared.dataset(1);
        List<ConsumerRecord<byte[], byte[]>> all =
                new ArrayList<>(shared.produceKeys(dataset, 0, 500, 500, Duration.ofDays(1)));
        TopicPartition at = new TopicPartition(dataset.topic(), 0);
        try (Owner owner = new Owner(dataset, 1)) {
            shared.configure(dataset, Map.of("retention.ms", "3600000", "segment.ms", "50"));
            await().atMost(Readers.PATIENCE).until(() -> {
                all.addAll(shared.produceKeys(dataset, 1, 1));
                return shared.beginning(at) >= 500;
            });
            owner.seal(all, 64);
            long last = all.get(all.size() - 1).offset();

            try (VerifyingConsumer<byte[], String> consumer =
                    consumer(shared, config(owner).gapsAllowed().listener(heard), Map.of())) {
                consumer.assign(List.of(at));
                until(consumer, () -> heard.reached(Level.SEALED) == last);
                assertThat(heard.findings).isEmpty();
                assertThat(heard.gone.get(0).detail()).contains("are not in Kafka any more");
            }
            try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config(owner), Map.of())) {
                consumer.assign(List.of(at));
                assertThatThrownBy(() -> until(consumer, () -> false))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("MISSING");
            }
        }
    }

    @Test
    void verifiesAMirrorByTheOffsetsThatItsRecordsCameFrom() throws Exception {
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, 1, 600);
        List<ConsumerRecord<byte[], byte[]>> records = shared.read(dataset, 1);
        DatasetId mirror = shared.dataset(1);
        shared.mirror(records.subList(0, 400), mirror, true);
        Map<String, Object> group = Map.of("group.id", "g" + UUID.randomUUID());
        try (Owner owner = new Owner(dataset, 1)) {
            owner.seal(records.subList(0, 350), 100);
            try (VerifyingConsumer<byte[], String> consumer =
                    consumer(shared, mirrored(owner, mirror).listener(heard), group)) {
                consumer.subscribe(List.of(mirror.topic()));
                read(consumer, 400);
                until(
                        consumer,
                        () -> heard.reached(Level.SEALED) == records.get(349).offset());
                consumer.commitSync();
            }
            shared.mirror(records.subList(400, 600), mirror, true);
            owner.seal(records.subList(350, 600), 100);
            try (VerifyingConsumer<byte[], String> consumer = consumer(
                    shared,
                    mirrored(owner, mirror)
                            .delivery(Delivery.holdUntil(Level.SEALED, Readers.PATIENCE))
                            .listener(heard),
                    group)) {
                consumer.subscribe(List.of(mirror.topic()));
                assertThat(read(consumer, 200))
                        .extracting(ConsumerRecord::value)
                        .startsWith("event 400");
                until(
                        consumer,
                        () -> heard.reached(Level.SEALED) == records.get(599).offset());
            }
            assertThat(heard.findings).isEmpty();

            Tampering dropping = Tampering.drop(0, 100);
            try (VerifyingConsumer<byte[], String> consumer =
                    consumer(shared, mirrored(owner, mirror), dropping.settings())) {
                consumer.assign(List.of(new TopicPartition(mirror.topic(), 0)));
                assertThatThrownBy(() -> until(consumer, () -> false))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("MISSING")
                        .hasMessageContaining("offset " + records.get(100).offset());
            }
        }
    }

    @Test
    void refusesAMirrorThatForgotWhereItsRecordsStood() throws Exception {
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, 1, 200);
        List<ConsumerRecord<byte[], byte[]>> records = shared.read(dataset, 1);
        DatasetId mirror = shared.dataset(1);
        shared.mirror(records, mirror, false);
        try (Owner owner = new Owner(dataset, 1)) {
            owner.seal(records, 50);
            try (VerifyingConsumer<byte[], String> consumer = consumer(shared, mirrored(owner, mirror), Map.of())) {
                consumer.assign(List.of(new TopicPartition(mirror.topic(), 0)));

                assertThatThrownBy(() -> until(consumer, () -> false)).isInstanceOf(RefusedException.class);
            }
        }
    }

    private static VerificationConfig.Builder mirrored(Owner owner, DatasetId mirror) {
        return config(owner).topics(TopicDatasets.byName().withMirror(mirror.topic(), owner.dataset));
    }
}
