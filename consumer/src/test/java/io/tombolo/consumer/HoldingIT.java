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
import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.watch.TopicDatasets;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A consumer that holds records is a consumer all the same: half of a topic is sealed, the other half is held. */
@ExtendWith(OneBroker.class)
class HoldingIT {
    private static final int EVENTS = 600;
    private static final int SEALED = 300;

    private static Shared shared;
    private static DatasetId dataset;
    private static TopicPartition at;
    private static List<ConsumerRecord<byte[], byte[]>> records;
    private final Readers.Heard heard = new Readers.Heard();
    private final AtomicInteger fetched = new AtomicInteger();
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
    void sealHalf() {
        owner = new Owner(dataset, 1);
        owner.seal(records.subList(0, SEALED), 100);
    }

    @AfterEach
    void closeOwner() {
        owner.close();
    }

    @Test
    void itsPositionLagAndCommitSpeakOfWhatWasDelivered() {
        String group = "g" + UUID.randomUUID();
        try (VerifyingConsumer<byte[], String> consumer = holding(Map.of("group.id", group))) {
            consumer.subscribe(List.of(dataset.topic()));
            assertThat(readAndHoldTheRest(consumer)).hasSize(SEALED);

            long end = consumer.endOffsets(List.of(at)).get(at);
            assertThat(consumer.position(at)).isEqualTo(offset(SEALED));
            assertThat(consumer.currentLag(at)).hasValue(end - offset(SEALED));
            assertThat(consumer.paused()).isEmpty();
            consumer.commitSync();
            assertThat(consumer.committed(Set.of(at)).get(at).offset()).isEqualTo(offset(SEALED));
        }
        owner.sealMore(records, 100);
        try (VerifyingConsumer<byte[], String> next = holding(Map.of("group.id", group))) {
            next.subscribe(List.of(dataset.topic()));

            assertThat(values(read(next, EVENTS - SEALED))).isEqualTo(events(SEALED, EVENTS));
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void aTransactionTakesTheOffsetsOfWhatWasDeliveredAndWhatTheGroupRemembers() {
        String group = "g" + UUID.randomUUID();
        Map<String, Object> producing = new HashMap<>(shared.settings());
        producing.put("transactional.id", "t" + UUID.randomUUID());
        try (VerifyingConsumer<byte[], String> consumer = holding(Map.of("group.id", group));
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.subscribe(List.of(dataset.topic()));
            readAndHoldTheRest(consumer);
            producer.initTransactions();

            producer.beginTransaction();
            producer.sendOffsetsToTransaction(consumer.deliveredOffsets(), consumer.groupMetadata());
            producer.commitTransaction();

            OffsetAndMetadata committed = consumer.committed(Set.of(at)).get(at);
            assertThat(committed.offset()).isEqualTo(offset(SEALED));
            assertThat(committed.metadata()).contains(" " + SEALED + " ");
        }
    }

    @Test
    void aPollReturnsNoMoreThanOnePollsRecordsOnceTheirLevelWasToldAndSaysWhatComesNext() {
        try (VerifyingConsumer<byte[], String> consumer = holding(Map.of("max.poll.records", 70))) {
            consumer.assign(List.of(at));
            List<String> delivered = new ArrayList<>();

            until(
                    consumer,
                    polled -> {
                        assertThat(polled.count()).isLessThanOrEqualTo(70);
                        polled.forEach(record -> {
                            delivered.add(record.value());
                            assertThat(heard.reached(Level.SEALED))
                                    .as("reported")
                                    .isGreaterThanOrEqualTo(record.offset());
                        });
                        if (!polled.isEmpty()) {
                            assertThat(polled.nextOffsets().get(at).offset()).isEqualTo(consumer.position(at));
                        }
                    },
                    () -> delivered.size() >= SEALED);

            assertThat(delivered).isEqualTo(events(0, SEALED));
        }
    }

    @Test
    void whatIsHeldGoesToWhoeverIsAssignedThePartitionNext() throws Exception {
        DatasetId wide = shared.dataset(2);
        shared.produce(wide, 2, EVENTS);
        List<ConsumerRecord<byte[], byte[]>> all = shared.read(wide, 2);
        Map<String, Object> group = Map.of("group.id", "g" + UUID.randomUUID());
        List<String> delivered = new ArrayList<>();
        try (Owner other = new Owner(wide, 2);
                VerifyingConsumer<byte[], String> first = holding(other, group)) {
            other.seal(all.stream().filter(record -> record.offset() < 150).toList(), 50);
            first.subscribe(List.of(wide.topic()), committing(first));
            until(first, polled -> collect(polled, delivered), () -> fetched.get() >= EVENTS);
            int before = delivered.size();
            try (VerifyingConsumer<byte[], String> second = holding(other, group)) {
                second.subscribe(List.of(wide.topic()), committing(second));
                until(
                        first,
                        polled -> {
                            collect(polled, delivered);
                            collect(second.poll(Duration.ofMillis(50)), delivered);
                        },
                        () -> first.assignment().size() == 1
                                && second.assignment().size() == 1);
                other.sealMore(all, 50);
                until(
                        first,
                        polled -> {
                            collect(polled, delivered);
                            collect(second.poll(Duration.ofMillis(50)), delivered);
                        },
                        () -> delivered.size() >= EVENTS);
            }

            assertThat(before).isLessThan(EVENTS);
            assertThat(delivered).containsExactlyInAnyOrderElementsOf(events(0, EVENTS));
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void aSeekForgetsWhatWasHeld() {
        try (VerifyingConsumer<byte[], String> consumer = holding(Map.of())) {
            consumer.assign(List.of(at));
            readAndHoldTheRest(consumer);

            consumer.seek(at, offset(290));

            assertThat(consumer.position(at)).isEqualTo(offset(290));
            assertThat(values(read(consumer, 10))).isEqualTo(events(290, SEALED));
            owner.sealMore(records, 100);
            assertThat(values(read(consumer, EVENTS - SEALED))).isEqualTo(events(SEALED, EVENTS));
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void whatIsAssignedAgainBeginsAgain() {
        try (VerifyingConsumer<byte[], String> consumer = holding(Map.of())) {
            consumer.assign(List.of(at));
            readAndHoldTheRest(consumer);

            consumer.unsubscribe();
            consumer.assign(List.of(at));

            assertThat(values(read(consumer, SEALED))).isEqualTo(events(0, SEALED));
            consumer.assign(List.of());
            consumer.assign(List.of(at));
            assertThat(values(read(consumer, SEALED))).isEqualTo(events(0, SEALED));
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void aPausedPartitionIsGivenNothingThoughItsRecordsReachTheirLevel() {
        // Full, so that the consumer has stopped fetching by itself: neither pause undoes the other.
        VerificationConfig.Builder full = config(owner)
                .delivery(new Delivery(Level.SEALED, Readers.PATIENCE, 50))
                .listener(heard);
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, full, tapped(this::count, Map.of("max.poll.records", 20, "fetch.max.wait.ms", 50)))) {
            consumer.assign(List.of(at));
            read(consumer, SEALED);
            // It may have been full before what it held was sealed: then it fetches again when half of that has gone.
            until(consumer, () -> fetched.get() >= SEALED + 25);

            consumer.pause(List.of(at));
            owner.sealMore(records, 100);
            until(consumer, polled -> assertThat(polled).isEmpty(), () -> heard.reached(Level.SEALED) > offset(SEALED));
            assertThat(consumer.poll(Duration.ofMillis(300))).isEmpty();
            assertThat(consumer.paused()).containsExactly(at);

            consumer.resume(List.of(at));
            assertThat(values(read(consumer, EVENTS - SEALED))).isEqualTo(events(SEALED, EVENTS));
            assertThat(consumer.paused()).isEmpty();
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void pollsThatDoNotWaitComeToAllOfIt() {
        List<String> delivered = new ArrayList<>();
        try (VerifyingConsumer<byte[], String> consumer = holding(Map.of())) {
            consumer.assign(List.of(at));

            long end = System.nanoTime() + Readers.PATIENCE.toNanos();
            while (delivered.size() < SEALED) {
                assertThat(System.nanoTime()).as("in time").isLessThan(end);
                collect(consumer.poll(Duration.ZERO), delivered);
            }
        }
        assertThat(delivered).isEqualTo(events(0, SEALED));
    }

    @Test
    void aWakeupEndsTheWaitAndLosesNothing() {
        List<VerifyingConsumer<byte[], String>> waiting = new ArrayList<>();
        VerificationConfig.Builder held = config(owner).delivery(Delivery.holdUntil(Level.ANCHORED, Readers.PATIENCE));
        RecordTap waking = polled -> {
            if (count(polled).size() > 0 && fetched.get() >= EVENTS) {
                waiting.get(0).wakeup();
            }
            return polled;
        };
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, held, waking.settings())) {
            waiting.add(consumer);
            consumer.assign(List.of(at));

            assertThatThrownBy(() -> consumer.poll(Duration.ofMillis(Long.MAX_VALUE)))
                    .isInstanceOf(WakeupException.class);
            owner.sealMore(records, 100);
            owner.anchor();
            assertThat(values(read(consumer, EVENTS))).isEqualTo(events(0, EVENTS));
        }
    }

    @Test
    void aListenerThatThrowsCostsNoRecord() {
        Tampering inventing = Tampering.invent(0, 120);
        AtomicInteger failures = new AtomicInteger();
        VerificationConfig.Builder failing = config(owner)
                .delivery(Delivery.holdUntil(Level.SEALED, Readers.PATIENCE))
                .onRefusal(OnRefusal.SKIP)
                .listener(new VerdictListener() {
                    @Override
                    public void skipped(ConsumerRecord<byte[], byte[]> record, Finding finding) {
                        if (failures.incrementAndGet() <= 2) {
                            throw new IllegalStateException("full");
                        }
                    }
                });
        List<String> delivered = new ArrayList<>();
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, failing, inventing.settings())) {
            consumer.assign(List.of(at));

            assertThatThrownBy(() ->
                            until(consumer, polled -> collect(polled, delivered), () -> delivered.size() >= SEALED))
                    .hasMessage("full");
            until(consumer, polled -> collect(polled, delivered), () -> delivered.size() >= SEALED);
        }
        assertThat(delivered).isEqualTo(events(0, SEALED));
    }

    @Test
    void aMirrorsRecordThatDoesNotSayWhereItStoodIsHeldAsAnyOther() throws Exception {
        DatasetId copy = shared.dataset(1);
        shared.mirror(records.subList(0, 100), copy, false);
        VerificationConfig.Builder mirrored = config(owner)
                .delivery(Delivery.holdUntil(Level.ANCHORED, Readers.PATIENCE))
                .topics(TopicDatasets.byName().withMirror(copy.topic(), dataset));
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, mirrored, tapped(this::count, Map.of()))) {
            consumer.assign(List.of(new TopicPartition(copy.topic(), 0)));

            until(consumer, polled -> assertThat(polled).isEmpty(), () -> fetched.get() >= 100);
            assertThat(consumer.poll(Duration.ofMillis(300))).isEmpty();
        }
    }

    private VerifyingConsumer<byte[], String> holding(Map<String, Object> settings) {
        return holding(owner, settings);
    }

    private VerifyingConsumer<byte[], String> holding(Owner of, Map<String, Object> settings) {
        return consumer(
                shared,
                config(of)
                        .delivery(Delivery.holdUntil(Level.SEALED, Readers.PATIENCE))
                        .listener(heard),
                tapped(this::count, settings));
    }

    private List<ConsumerRecord<byte[], byte[]>> count(List<ConsumerRecord<byte[], byte[]>> polled) {
        fetched.addAndGet(polled.size());
        return polled;
    }

    private List<ConsumerRecord<byte[], String>> readAndHoldTheRest(VerifyingConsumer<byte[], String> consumer) {
        List<ConsumerRecord<byte[], String>> delivered = new ArrayList<>();
        until(
                consumer,
                polled -> polled.forEach(delivered::add),
                () -> delivered.size() >= SEALED && fetched.get() >= EVENTS);
        return delivered;
    }

    private static ConsumerRebalanceListener committing(VerifyingConsumer<byte[], String> consumer) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                consumer.commitSync();
            }
        };
    }

    private static void collect(ConsumerRecords<byte[], String> polled, List<String> into) {
        polled.forEach(record -> into.add(record.value()));
    }

    private static List<String> values(List<ConsumerRecord<byte[], String>> polled) {
        return polled.stream().map(ConsumerRecord::value).toList();
    }

    private static List<String> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "event " + i).toList();
    }

    private static long offset(int i) {
        return records.get(i).offset();
    }
}
