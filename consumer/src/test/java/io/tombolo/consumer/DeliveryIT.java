package io.tombolo.consumer;

import static io.tombolo.consumer.Readers.config;
import static io.tombolo.consumer.Readers.consumer;
import static io.tombolo.consumer.Readers.read;
import static io.tombolo.consumer.Readers.tapped;
import static io.tombolo.consumer.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tombolo.attack.Tampering;
import io.tombolo.consumer.listen.VerdictMetrics;
import io.tombolo.consumer.watch.Hashing;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneBroker.class)
class DeliveryIT {
    private static Shared shared;
    private final Readers.Heard heard = new Readers.Heard();
    private DatasetId dataset;
    private TopicPartition at;
    private Owner owner;
    private List<ConsumerRecord<byte[], byte[]>> records;

    @BeforeAll
    static void start(Shared broker) {
        shared = broker;
    }

    @BeforeEach
    void share() throws Exception {
        dataset = shared.dataset(1);
        at = new TopicPartition(dataset.topic(), 0);
        shared.produce(dataset, 1, 600);
        records = shared.read(dataset, 1);
        owner = new Owner(dataset, 1);
    }

    @AfterEach
    void closeOwner() {
        owner.close();
    }

    @Test
    void holdsRecordsUntilAsManyLedgersVouchForThemAsThePolicyAsksFor() {
        owner.seal(records, 100);
        owner.anchor();
        VerificationConfig.Builder config = config(owner)
                .delivery(Delivery.holdUntil(Level.CROSS_ANCHORED, Readers.PATIENCE))
                .listener(heard);
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config, Map.of())) {
            consumer.assign(List.of(at));
            until(consumer, () -> heard.reached(Level.ANCHORED) == offset(599));
            assertThat(consumer.position(at)).isZero();

            owner.anchor(Owner.OTHER_LEDGER);

            assertThat(read(consumer, 600)).hasSize(600);
            assertThat(heard.reached(Level.CROSS_ANCHORED)).isEqualTo(offset(599));
        }
    }

    @Test
    void keepsASkippedRecordInADeadLetterTopicAndCountsIt() throws Exception {
        owner.seal(records, 100);
        DatasetId letters = shared.dataset(1);
        Tampering inventing = Tampering.invent(0, 250);
        try (DeadLetterTopic deadLetters = DeadLetterTopic.create(shared.settings(), letters.topic());
                VerifyingConsumer<byte[], String> consumer = consumer(
                        shared,
                        config(owner)
                                .delivery(Delivery.holdUntil(Level.SEALED, Readers.PATIENCE))
                                .onRefusal(OnRefusal.SKIP)
                                .listener(deadLetters),
                        inventing.settings())) {
            consumer.assign(List.of(at));

            assertThat(read(consumer, 600)).hasSize(600);

            assertThat(metric(consumer, "refused-total", "refusal", "UNEXPECTED"))
                    .isEqualTo(1L);
            assertThat(metric(consumer, "skipped-total", "client-id", "")).isEqualTo(1L);
            assertThat(metric(consumer, "sealed-offset", "topic", dataset.topic()))
                    .isEqualTo(offset(599));
        }
        assertThat(shared.read(letters, 1)).singleElement().satisfies(letter -> {
            assertThat(text(letter, VerifyingConsumer.VERDICT_HEADER)).isEqualTo("UNEXPECTED");
            assertThat(text(letter, DeadLetterTopic.PLACE_HEADER))
                    .isEqualTo(dataset.topic() + "-0@"
                            + inventing.deed().orElseThrow().offset());
            assertThat(letter.value()).asString().startsWith("event");
        });
    }

    @Test
    void stopsFetchingWhenTooManyRecordsWaitForACheckpointAndLosesNone() {
        VerificationConfig.Builder config =
                config(owner).maxUnsealed(100).hashing(Hashing.POLLING_THREAD).listener(heard);
        List<String> read = new ArrayList<>();
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, config, Map.of("max.poll.records", 20, "max.partition.fetch.bytes", 1000))) {
            consumer.assign(List.of(at));
            AtomicInteger empty = new AtomicInteger();
            until(
                    consumer,
                    polled -> {
                        polled.forEach(record -> read.add(record.value()));
                        empty.set(polled.isEmpty() ? empty.get() + 1 : 0);
                    },
                    () -> read.size() >= 100 && empty.get() >= 5);
            assertThat(read).hasSizeBetween(100, 140);
            assertThat(consumer.paused()).isEmpty();

            owner.seal(records, 10);
            until(consumer, () -> heard.reached(Level.SEALED) == offset(599))
                    .forEach(record -> read.add(record.value()));
        }
        assertThat(read).hasSize(600).startsWith("event 0").endsWith("event 599");
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void noticesAfterARestartThatItsGroupWasGivenARecordThatWasNeverSealed() {
        owner.seal(records.subList(0, 500), 100);
        String group = "g" + UUID.randomUUID();
        Map<String, Object> settings = Map.of("group.id", group);
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, config(owner).listener(heard), tapped(Tampering.swap(0, offset(550)), settings))) {
            consumer.subscribe(List.of(dataset.topic()));
            read(consumer, 600);
            until(consumer, () -> heard.reached(Level.SEALED) == offset(499));
            consumer.commitSync();
        }
        assertThat(heard.findings).isEmpty();

        owner.seal(records.subList(500, 600), 100);
        shared.produce(dataset, 1, 1);
        owner.sealMore(shared.read(dataset, 1), 100);
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config(owner), settings)) {
            consumer.subscribe(List.of(dataset.topic()));

            assertThatThrownBy(() -> until(consumer, () -> false))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("ALTERED")
                    .hasMessageContaining("offsets " + (offset(499) + 1) + " to " + offset(599))
                    .hasMessageContaining("the 100 records that this group was given there");
        }
    }

    @Test
    void keepsWhatItsGroupRemembersWhileTheReadSideHangs() {
        owner.seal(records.subList(0, 500), 100);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        VerificationConfig.Builder config =
                config(owner).onRefusal(OnRefusal.MARK).listener(heard);
        try (VerifyingConsumer<byte[], String> consumer = consumer(
                shared, config, tapped(Tampering.drop(0, offset(550)), Map.of("group.id", "g" + UUID.randomUUID())))) {
            consumer.subscribe(List.of(dataset.topic()));
            read(consumer, 599);
            until(consumer, () -> heard.reached(Level.SEALED) == offset(499));
            consumer.commitSync();
            String remembered = consumer.committed(Set.of(at)).get(at).metadata();
            owner.lies.put("/tile/entries/", body -> {
                asked.countDown();
                await(answer);
                return body;
            });
            owner.seal(records.subList(500, 600), 100);
            until(consumer, () -> asked.getCount() == 0);

            consumer.commitSync();

            assertThat(consumer.committed(Set.of(at)).get(at).metadata())
                    .isNotEmpty()
                    .isEqualTo(remembered);
            answer.countDown();
            until(consumer, () -> !heard.findings.isEmpty());
        } finally {
            answer.countDown();
        }
        assertThat(heard.findings).extracting(Finding::offset).containsExactly(offset(550));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void raisesNoFalseAlarmForWhatItsGroupWasGivenBeforeItWasSealed() {
        owner.seal(records.subList(0, 500), 100);
        Map<String, Object> settings = Map.of("group.id", "g" + UUID.randomUUID());
        for (int restart = 0; restart < 3; restart++) {
            try (VerifyingConsumer<byte[], String> consumer =
                    consumer(shared, config(owner).listener(heard), settings)) {
                consumer.subscribe(List.of(dataset.topic()));
                read(consumer, restart == 0 ? 600 : 10);
                consumer.commitSync();
            }
            shared.produce(dataset, 1, 10);
        }
        owner.sealMore(shared.read(dataset, 1), 7);
        List<ConsumerRecord<byte[], byte[]>> all = shared.read(dataset, 1);
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, config(owner).listener(heard), settings)) {
            consumer.subscribe(List.of(dataset.topic()));
            read(consumer, 10);
            until(
                    consumer,
                    () -> heard.reached(Level.SEALED) == all.get(all.size() - 1).offset());
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void namesWhatItDeliveredBeforeASeekWhenThatIsSealed() {
        owner.seal(records.subList(0, 500), 100);
        VerificationConfig.Builder config =
                config(owner).onRefusal(OnRefusal.MARK).listener(heard);
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, config, Tampering.swap(0, offset(550)).settings())) {
            consumer.assign(List.of(at));
            read(consumer, 600);
            consumer.seek(at, offset(599));

            owner.seal(records.subList(500, 600), 100);
            until(consumer, () -> heard.findings.size() == 2);
        }
        assertThat(heard.findings)
                .extracting(Finding::refusal, Finding::offset)
                .containsExactly(tuple(Refusal.REORDERED, offset(550)), tuple(Refusal.REORDERED, offset(551)));
    }

    private long offset(int i) {
        return records.get(i).offset();
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private static Object metric(VerifyingConsumer<byte[], String> consumer, String name, String tag, String value) {
        return consumer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().group().equals(VerdictMetrics.GROUP)
                        && entry.getKey().name().equals(name)
                        && entry.getKey().tags().getOrDefault(tag, "").startsWith(value))
                .findFirst()
                .orElseThrow()
                .getValue()
                .metricValue();
    }
}
