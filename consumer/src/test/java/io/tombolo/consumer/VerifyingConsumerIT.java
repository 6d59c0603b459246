package io.tombolo.consumer;

import static io.tombolo.consumer.Readers.read;
import static io.tombolo.consumer.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.attack.Tampering;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneBroker.class)
class VerifyingConsumerIT {
    private static final int EVENTS = 600;

    private static Shared shared;
    private static DatasetId dataset;
    private static TopicPartition partition;
    private static List<ConsumerRecord<byte[], byte[]>> records;
    private final Readers.Heard heard = new Readers.Heard();
    private Owner owner;

    @BeforeAll
    static void share(Shared broker) throws Exception {
        shared = broker;
        dataset = shared.dataset(1);
        partition = new TopicPartition(dataset.topic(), 0);
        shared.produce(dataset, 1, EVENTS);
        records = shared.read(dataset, 1);
    }

    @BeforeEach
    void seal() {
        owner = new Owner(dataset, 1);
        owner.seal(records, 100);
    }

    @AfterEach
    void closeOwner() {
        owner.close();
    }

    @Test
    void deliversAtOnceAndFollowsWithVerdicts() {
        try (VerifyingConsumer<byte[], String> consumer = consumer(config())) {
            consumer.assign(List.of(partition));

            assertThat(values(read(consumer, EVENTS)))
                    .hasSize(EVENTS)
                    .startsWith("event 0")
                    .endsWith("event 599");
            until(consumer, () -> heard.reached(Level.SEALED) > 0);
            owner.anchor();
            until(consumer, () -> heard.reached(Level.ANCHORED) == heard.reached(Level.SEALED));
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void holdsRecordsUntilTheyAreAnchored() {
        VerificationConfig.Builder config = config().delivery(Delivery.holdUntil(Level.ANCHORED, Readers.PATIENCE));
        try (VerifyingConsumer<byte[], String> consumer = consumer(config)) {
            consumer.assign(List.of(partition));

            until(
                    consumer,
                    polled -> assertThat(polled).isEmpty(),
                    () -> heard.reached(Level.SEALED) == offset(EVENTS - 1));
            assertThat(consumer.position(partition)).isZero();
            owner.anchor();

            assertThat(read(consumer, EVENTS)).hasSize(EVENTS);
        }
    }

    @Test
    void saysSoWhenItHadToHoldForTooLong() {
        VerificationConfig.Builder config =
                config().delivery(Delivery.holdUntil(Level.ANCHORED, Duration.ofMillis(500)));
        try (VerifyingConsumer<byte[], String> consumer = consumer(config)) {
            consumer.assign(List.of(partition));

            assertThatThrownBy(() -> consumer.poll(Readers.PATIENCE))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("not ANCHORED");
        }
    }

    @Test
    void stopsAtTheFirstRefusal() {
        try (VerifyingConsumer<byte[], String> consumer = consumer(config(), Tampering.drop(0, 250))) {
            consumer.assign(List.of(partition));

            assertThatThrownBy(() -> read(consumer, EVENTS)).isInstanceOfSatisfying(RefusedException.class, refused -> {
                assertThat(refused.findings()).singleElement().satisfies(finding -> {
                    assertThat(finding.refusal()).isEqualTo(Refusal.MISSING);
                });
            });
            assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void skipsOrMarksARefusedRecordAndGoesOn() {
        for (OnRefusal mode : List.of(OnRefusal.SKIP, OnRefusal.MARK)) {
            heard.findings.clear();
            VerificationConfig.Builder config = config().delivery(Delivery.holdUntil(Level.SEALED, Readers.PATIENCE))
                    .onRefusal(mode);
            try (VerifyingConsumer<byte[], String> consumer = consumer(config, Tampering.invent(0, 250))) {
                consumer.assign(List.of(partition));

                List<ConsumerRecord<byte[], String>> delivered =
                        read(consumer, mode == OnRefusal.SKIP ? EVENTS : EVENTS + 1);

                assertThat(heard.findings)
                        .singleElement()
                        .extracting(Finding::refusal)
                        .isEqualTo(Refusal.UNEXPECTED);
                assertThat(delivered.stream()
                                .filter(r -> r.headers().lastHeader(VerifyingConsumer.VERDICT_HEADER) != null))
                        .hasSize(mode == OnRefusal.SKIP ? 0 : 1);
            }
        }
    }

    @Test
    void beginsInTheMiddleAndSeeksBack() {
        long middle = records.get(345).offset();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, middle);

            assertThat(values(read(consumer, 255))).startsWith("event 345").hasSize(255);
            until(consumer, () -> heard.reached(Level.SEALED) > middle);
            consumer.seek(partition, 5);
            heard.reached.clear();
            assertThat(values(read(consumer, 595))).startsWith("event 5");
            until(consumer, () -> heard.reached(Level.SEALED) > middle);
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void seesADropBehindTheMiddleAtWhichItBegan() {
        long middle = records.get(345).offset();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config(), Tampering.drop(0, middle))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, middle);

            assertThatThrownBy(() -> until(consumer, () -> heard.reached(Level.SEALED) == offset(EVENTS - 1)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("MISSING")
                    .hasMessageContaining("offset " + middle);
        }
    }

    @Test
    void goesOnWhereItsGroupLeftOffAndNoticesARewrittenLog() throws Exception {
        DatasetId growing = shared.dataset(1);
        String group = "g" + UUID.randomUUID();
        try (Owner other = new Owner(growing, 1)) {
            for (int round = 1; round <= 2; round++) {
                shared.produce(growing, 1, 200);
                List<ConsumerRecord<byte[], byte[]>> all = shared.read(growing, 1);
                other.sealMore(all, 100);
                long last = all.get(all.size() - 1).offset();
                try (VerifyingConsumer<byte[], String> consumer = consumer(config(other), group)) {
                    consumer.subscribe(List.of(growing.topic()));
                    assertThat(read(consumer, 200)).hasSize(200);
                    until(consumer, () -> heard.reached(Level.SEALED) == last);
                    consumer.commitSync();
                }
            }
            assertThat(heard.findings).isEmpty();

            Owner.Log log = other.log(0);
            synchronized (log) {
                log.entries.get(7)[40] ^= 1;
            }
            try (VerifyingConsumer<byte[], String> consumer = consumer(config(other), group)) {
                consumer.subscribe(List.of(growing.topic()));
                assertThatThrownBy(() -> until(consumer, () -> false))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("FORKED");
            }
        }
    }

    @Test
    void tellsOfExpiredRecordsWhereGapsAreAllowed() {
        VerificationConfig.Builder config = config().gapsAllowed();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config, Tampering.drop(0, 250))) {
            consumer.assign(List.of(partition));

            assertThat(read(consumer, 599)).hasSize(599);
            until(consumer, () -> heard.reached(Level.SEALED) == offset(EVENTS - 1));
        }
        assertThat(heard.findings).isEmpty();
        assertThat(heard.gone).hasSize(1);
    }

    @Test
    void followsTheNewestLogOfATopicThatWasMadeAgain() {
        try (Owner again = new Owner(dataset, 1, 2)) {
            again.seal(records, 100);
            try (VerifyingConsumer<byte[], String> consumer = consumer(config(again))) {
                consumer.assign(List.of(partition));
                read(consumer, EVENTS);
                until(consumer, () -> heard.reached(Level.SEALED) == offset(EVENTS - 1));
            }
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void raisesNoFalseAlarmWhileItsGroupRebalances() throws Exception {
        DatasetId wide = shared.dataset(3);
        String group = "g" + UUID.randomUUID();
        try (Owner other = new Owner(wide, 3);
                VerifyingConsumer<byte[], String> first = consumer(config(other), group)) {
            first.subscribe(List.of(wide.topic()));
            for (int round = 1; round <= 2; round++) {
                shared.produce(wide, 3, 300);
                other.sealMore(shared.read(wide, 3), 64);
                other.anchor();
                try (VerifyingConsumer<byte[], String> second = consumer(config(other), group)) {
                    second.subscribe(List.of(wide.topic()));
                    until(
                            first,
                            polled -> assertThat(second.poll(Duration.ofMillis(50)))
                                    .isNotNull(),
                            () -> !second.assignment().isEmpty()
                                    && !first.assignment().isEmpty()
                                    && first.assignment().size() < 3);
                    first.commitSync();
                    second.commitSync();
                }
                until(first, () -> first.assignment().size() == 3);
            }
            // What the other member had read to its end when it left is looked back at, and reported only if it is
            // refused.
            shared.produce(wide, 3, 300);
            List<ConsumerRecord<byte[], byte[]>> all = shared.read(wide, 3);
            other.sealMore(all, 64);
            other.anchor();

            Map<TopicPartition, Long> last = all.stream()
                    .collect(Collectors.toMap(
                            record -> new TopicPartition(record.topic(), record.partition()),
                            ConsumerRecord::offset,
                            Math::max));
            until(first, () -> heard.anchored.equals(last));
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void readsOnWhileTheReadSideIsSilent() {
        owner.lies.put("/checkpoint", body -> new byte[0]);
        try (VerifyingConsumer<byte[], String> consumer = consumer(config())) {
            consumer.assign(List.of(partition));
            assertThat(read(consumer, EVENTS)).hasSize(EVENTS);
            owner.lies.clear();
            until(consumer, () -> heard.reached(Level.SEALED) == offset(EVENTS - 1));
        }
        assertThat(heard.findings).isEmpty();
    }

    private VerificationConfig.Builder config() {
        return config(owner);
    }

    private VerificationConfig.Builder config(Owner of) {
        return Readers.config(of).listener(heard);
    }

    private static VerifyingConsumer<byte[], String> consumer(VerificationConfig.Builder config) {
        return Readers.consumer(shared, config, Map.of());
    }

    private static VerifyingConsumer<byte[], String> consumer(VerificationConfig.Builder config, Tampering attacker) {
        return Readers.consumer(shared, config, attacker.settings());
    }

    private static VerifyingConsumer<byte[], String> consumer(VerificationConfig.Builder config, String group) {
        return Readers.consumer(shared, config, Map.of("group.id", group));
    }

    private static long offset(int i) {
        return records.get(i).offset();
    }

    private static List<String> values(List<ConsumerRecord<byte[], String>> polled) {
        return polled.stream().map(ConsumerRecord::value).toList();
    }
}
