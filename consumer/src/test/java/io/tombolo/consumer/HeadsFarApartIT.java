package io.tombolo.consumer;

import static io.tombolo.consumer.Readers.config;
import static io.tombolo.consumer.Readers.consumer;
import static io.tombolo.consumer.Readers.read;
import static io.tombolo.consumer.Readers.tapped;
import static io.tombolo.consumer.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.attack.RecordTap;
import io.tombolo.attack.Tampering;
import io.tombolo.consumer.watch.TopicDatasets;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.verdict.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Checkpoints and anchors that lie further apart than a consumer may hold records. */
@ExtendWith(OneBroker.class)
class HeadsFarApartIT {
    private static final int EVENTS = 600;
    private static final int MOST_HELD = 50;
    private static final int POLL = 20;
    private static final Map<String, Object> SMALL_POLLS =
            Map.of("max.poll.records", POLL, "max.partition.fetch.bytes", 1000, "fetch.max.wait.ms", 50);

    private static Shared shared;
    private static DatasetId dataset;
    private static TopicPartition at;
    private static List<ConsumerRecord<byte[], byte[]>> records;
    private final Readers.Heard heard = new Readers.Heard();
    private Owner owner;

    @BeforeAll
    static void share(Shared broker) throws Exception {
        shared = broker;
        dataset = shared.dataset(1);
        at = new TopicPartition(dataset.topic(), 0);
        shared.produce(dataset, 1, EVENTS);
        records = shared.read(dataset, 1);
    }

    @BeforeEach
    void makeOwner() {
        owner = new Owner(dataset, 1);
    }

    @AfterEach
    void closeOwner() {
        owner.close();
    }

    @Test
    void deliversAnchoredRecordsAndHoldsNoMoreThanItMay() {
        owner.seal(records, 100);
        owner.anchor();
        AtomicInteger fetched = new AtomicInteger();
        List<String> delivered = new ArrayList<>();
        List<Integer> held = new ArrayList<>();
        RecordTap counting = polled -> {
            held.add(fetched.addAndGet(polled.size()) - delivered.size());
            return polled;
        };
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, held(Level.ANCHORED), tapped(counting, SMALL_POLLS))) {
            consumer.assign(List.of(at));

            until(
                    consumer,
                    polled -> polled.forEach(record -> delivered.add(record.value())),
                    () -> delivered.size() >= EVENTS);

            assertThat(held).allMatch(records -> records < MOST_HELD + POLL);
            assertThat(delivered)
                    .containsExactlyElementsOf(IntStream.range(0, EVENTS)
                            .mapToObj(i -> "event " + i)
                            .toList());
            assertThat(heard.reached(Level.ANCHORED)).isEqualTo(offset(EVENTS - 1));
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void deliversCrossAnchoredRecordsWhereEachLedgerHasAnAnchorOfItsOwnFarAhead() {
        owner.seal(records.subList(0, 500), 500);
        owner.anchor(Owner.OTHER_LEDGER);
        owner.sealMore(records, EVENTS);
        owner.anchor();
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, held(Level.CROSS_ANCHORED), SMALL_POLLS)) {
            consumer.assign(List.of(at));

            assertThat(read(consumer, 500)).hasSize(500);
            assertThat(consumer.position(at)).isLessThanOrEqualTo(offset(500));
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void comparesWhatWasDeliveredAtOnceWhereTheNextCheckpointLiesFurtherOnThanMayWait() {
        owner.seal(records, EVENTS);
        VerificationConfig.Builder config = config(owner).maxUnsealed(MOST_HELD).listener(heard);
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config, SMALL_POLLS)) {
            consumer.assign(List.of(at));

            assertThat(until(consumer, () -> heard.reached(Level.SEALED) == offset(EVENTS - 1)))
                    .hasSize(EVENTS);
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void namesALieInWhatItHoldsBeforeAnythingOfItIsDelivered() {
        owner.seal(records, EVENTS);
        owner.anchor();
        VerificationConfig.Builder config = held(Level.ANCHORED);
        Tampering swap = Tampering.swap(0, offset(30));
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config, tapped(swap, SMALL_POLLS))) {
            consumer.assign(List.of(at));

            assertThatThrownBy(() -> read(consumer, 1))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("REORDERED")
                    .hasMessageContaining("offset " + offset(30));
        }
    }

    @Test
    void deliversWhatLiesBeforeALieAndNothingBehindIt() {
        owner.seal(records, EVENTS);
        owner.anchor();
        List<String> delivered = new ArrayList<>();
        VerificationConfig.Builder config = held(Level.ANCHORED);
        Tampering drop = Tampering.drop(0, offset(450));
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config, tapped(drop, SMALL_POLLS))) {
            consumer.assign(List.of(at));

            assertThatThrownBy(() -> until(
                            consumer,
                            polled -> polled.forEach(record -> delivered.add(record.value())),
                            () -> delivered.size() >= EVENTS))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("MISSING")
                    .hasMessageContaining("offset " + offset(450));
        }
        assertThat(delivered)
                .hasSizeGreaterThan(300)
                .hasSizeLessThanOrEqualTo(450)
                .startsWith("event 0");
    }

    @Test
    void believesNoTilesThatDoNotLeadToTheAnchor() {
        owner.seal(records, EVENTS);
        owner.anchor();
        owner.lies.put("/tile/0/", tile -> {
            tile[5] ^= 1;
            return tile;
        });
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, held(Level.ANCHORED), SMALL_POLLS)) {
            consumer.assign(List.of(at));

            assertThatThrownBy(() -> read(consumer, 1))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("ALTERED")
                    .hasMessageContaining("the read side's tiles");
        }
    }

    @Test
    void believesNoOtherLogsTilesUnderTheAnchor() {
        owner.seal(records, EVENTS);
        owner.anchor();
        try (Owner other = new Owner(dataset, 1)) {
            List<ConsumerRecord<byte[], byte[]>> forged = new ArrayList<>(records);
            forged.set(10, records.get(11));
            other.seal(forged, EVENTS);
            owner.showTilesOf(other);
            try (VerifyingConsumer<byte[], String> consumer = consumer(shared, held(Level.ANCHORED), SMALL_POLLS)) {
                consumer.assign(List.of(at));

                assertThatThrownBy(() -> read(consumer, 1))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("the read side's tiles");
            }
        }
    }

    @Test
    void deliversWhatAMirrorHasOfAnAnchoredLogBeforeTheRestArrives() throws Exception {
        owner.seal(records, EVENTS);
        owner.anchor();
        DatasetId copy = shared.dataset(1);
        shared.mirror(records.subList(0, 120), copy, true);
        VerificationConfig.Builder config =
                held(Level.ANCHORED).topics(TopicDatasets.byName().withMirror(copy.topic(), dataset));
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config, SMALL_POLLS)) {
            consumer.assign(List.of(new TopicPartition(copy.topic(), 0)));

            assertThat(read(consumer, 120)).hasSize(120);
        }
        assertThat(heard.findings).isEmpty();
    }

    private VerificationConfig.Builder held(Level level) {
        return config(owner)
                .delivery(new Delivery(level, Readers.PATIENCE, MOST_HELD))
                .listener(heard);
    }

    private static long offset(int i) {
        return records.get(i).offset();
    }
}
