package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.tamper.Tampering;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyingConsumerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static Shared shared;
    private DatasetId dataset;
    private TopicPartition partition;
    private Owner owner;
    private final Heard heard = new Heard();

    @BeforeAll
    static void start() {
        shared = new Shared(folder);
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    @BeforeEach
    void share() throws Exception {
        dataset = shared.dataset(1);
        partition = new TopicPartition(dataset.topic(), 0);
        shared.produce(dataset, 1, 600);
        owner = new Owner(dataset, 1);
        owner.seal(shared.read(dataset, 1), 100);
    }

    @AfterEach
    void closeOwner() {
        owner.close();
    }

    @Test
    void deliversAtOnceAndFollowsWithVerdicts() {
        try (VerifyingConsumer<byte[], String> consumer = consumer(config().build())) {
            consumer.assign(List.of(partition));

            assertThat(read(consumer, 600)).hasSize(600).startsWith("event 0").endsWith("event 599");
            until(consumer, () -> heard.reached(Level.SEALED) > 0);
            owner.anchor();
            until(consumer, () -> heard.reached(Level.ANCHORED) == heard.reached(Level.SEALED));
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void holdsRecordsUntilTheyAreAnchored() {
        VerificationConfig config =
                config().delivery(Delivery.holdUntil(Level.ANCHORED, PATIENCE)).build();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config)) {
            consumer.assign(List.of(partition));

            assertThat(consumer.poll(Duration.ofSeconds(2)).isEmpty()).isTrue();
            assertThat(consumer.position(partition)).isZero();
            owner.anchor();

            assertThat(read(consumer, 600)).hasSize(600);
        }
    }

    @Test
    void saysSoWhenItHadToHoldForTooLong() {
        VerificationConfig config = config().delivery(Delivery.holdUntil(Level.ANCHORED, Duration.ofMillis(500)))
                .build();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config)) {
            consumer.assign(List.of(partition));

            assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(10)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("not ANCHORED");
        }
    }

    @Test
    void stopsAtTheFirstRefusal() {
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(config().tap(Tampering.drop(0, 250)).build())) {
            consumer.assign(List.of(partition));

            assertThatThrownBy(() -> read(consumer, 600)).isInstanceOfSatisfying(RefusedException.class, refused -> {
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
            VerificationConfig config = config().delivery(Delivery.holdUntil(Level.SEALED, PATIENCE))
                    .onRefusal(mode)
                    .tap(Tampering.invent(0, 250))
                    .build();
            try (VerifyingConsumer<byte[], String> consumer = consumer(config)) {
                consumer.assign(List.of(partition));

                List<ConsumerRecord<byte[], String>> records = records(consumer, mode == OnRefusal.SKIP ? 600 : 601);

                assertThat(heard.findings)
                        .singleElement()
                        .extracting(Finding::refusal)
                        .isEqualTo(Refusal.UNEXPECTED);
                assertThat(records.stream()
                                .filter(r -> r.headers().lastHeader(VerifyingConsumer.VERDICT_HEADER) != null))
                        .hasSize(mode == OnRefusal.SKIP ? 0 : 1);
            }
        }
    }

    @Test
    void beginsInTheMiddleAndSeeksBack() {
        long middle = shared.read(dataset, 1).get(345).offset();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config().build())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, middle);

            assertThat(read(consumer, 255)).startsWith("event 345").hasSize(255);
            until(consumer, () -> heard.reached(Level.SEALED) > middle);
            consumer.seek(partition, 5);
            heard.reached.clear();
            assertThat(read(consumer, 595)).startsWith("event 5");
            until(consumer, () -> heard.reached(Level.SEALED) > middle);
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void seesADropBehindTheMiddleAtWhichItBegan() {
        long middle = shared.read(dataset, 1).get(345).offset();
        VerificationConfig config = config().tap(Tampering.drop(0, middle)).build();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config)) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, middle);

            assertThatThrownBy(() -> until(consumer, () -> heard.reached(Level.SEALED) > 600))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("MISSING")
                    .hasMessageContaining("offset " + middle);
        }
    }

    @Test
    void goesOnWhereItsGroupLeftOffAndNoticesARewrittenLog() {
        String group = "g" + UUID.randomUUID();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config().build(), group)) {
            consumer.subscribe(List.of(dataset.topic()));
            read(consumer, 600);
            until(consumer, () -> heard.reached(Level.SEALED) > 600);
            consumer.commitSync();
        }
        shared.produce(dataset, 1, 100);
        List<ConsumerRecord<byte[], byte[]>> all = shared.read(dataset, 1);
        owner.seal(all.subList(600, 700), 100);
        heard.reached.clear();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config().build(), group)) {
            consumer.subscribe(List.of(dataset.topic()));
            assertThat(read(consumer, 100)).hasSize(100);
            until(consumer, () -> heard.reached(Level.SEALED) > 600);
            assertThat(heard.findings).isEmpty();
        }
        Owner.Log log = owner.log(0);
        synchronized (log) {
            log.entries.get(7)[40] ^= 1;
        }
        try (VerifyingConsumer<byte[], String> consumer = consumer(config().build(), group)) {
            consumer.subscribe(List.of(dataset.topic()));
            assertThatThrownBy(() -> until(consumer, () -> false))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("FORKED");
        }
    }

    @Test
    void tellsOfExpiredRecordsWhereGapsAreAllowed() {
        VerificationConfig config =
                config().tap(Tampering.drop(0, 250)).gapsAllowed().build();
        try (VerifyingConsumer<byte[], String> consumer = consumer(config)) {
            consumer.assign(List.of(partition));

            assertThat(read(consumer, 599)).hasSize(599);
            until(consumer, () -> heard.reached(Level.SEALED) > 600);
        }
        assertThat(heard.findings).isEmpty();
        assertThat(heard.gone).hasSize(1);
    }

    @Test
    void followsTheNewestLogOfATopicThatWasMadeAgain() {
        try (Owner again = new Owner(dataset, 1, 2)) {
            again.seal(shared.read(dataset, 1), 100);
            try (VerifyingConsumer<byte[], String> consumer =
                    consumer(config(again).build())) {
                consumer.assign(List.of(partition));
                read(consumer, 600);
                until(consumer, () -> heard.reached(Level.SEALED) > 600);
            }
        }
        assertThat(heard.findings).isEmpty();
    }

    @Test
    void raisesNoFalseAlarmWhileItsGroupRebalances() throws Exception {
        DatasetId wide = shared.dataset(3);
        String group = "g" + UUID.randomUUID();
        try (Owner other = new Owner(wide, 3);
                VerifyingConsumer<byte[], String> first = consumer(config(other).build(), group)) {
            first.subscribe(List.of(wide.topic()));
            for (int round = 1; round <= 2; round++) {
                shared.produce(wide, 3, 300);
                List<ConsumerRecord<byte[], byte[]>> all = shared.read(wide, 3);
                other.sealMore(all, 64);
                other.anchor();
                try (VerifyingConsumer<byte[], String> second =
                        consumer(config(other).build(), group)) {
                    second.subscribe(List.of(wide.topic()));
                    for (int i = 0; i < 15; i++) {
                        first.poll(Duration.ofMillis(100));
                        second.poll(Duration.ofMillis(100));
                    }
                    first.commitSync();
                    second.commitSync();
                }
            }
            until(first, () -> first.assignment().size() == 3);
            for (int i = 0; i < 10; i++) {
                first.poll(Duration.ofMillis(200));
            }
        }
        assertThat(heard.findings).isEmpty();
        assertThat(heard.reached(Level.ANCHORED)).isPositive();
    }

    @Test
    void readsOnWhileTheReadSideIsSilent() {
        owner.lies.put("/checkpoint", body -> new byte[0]);
        try (VerifyingConsumer<byte[], String> consumer = consumer(config().build())) {
            consumer.assign(List.of(partition));
            assertThat(read(consumer, 600)).hasSize(600);
            owner.lies.clear();
            until(consumer, () -> heard.reached(Level.SEALED) > 600);
        }
        assertThat(heard.findings).isEmpty();
    }

    private VerificationConfig.Builder config() {
        return config(owner);
    }

    private VerificationConfig.Builder config(Owner owner) {
        return VerificationConfig.builder(
                        owner.readSide(), owner.policy(), Map.of("plain", new PlainReceipts()), id -> null)
                .formats(PartFormat.RAW, PartFormat.RAW)
                .listener(heard);
    }

    private static VerifyingConsumer<byte[], String> consumer(VerificationConfig config) {
        return VerifyingConsumer.create(
                with("auto.offset.reset", "earliest"), new ByteArrayDeserializer(), new StringDeserializer(), config);
    }

    private static VerifyingConsumer<byte[], String> consumer(VerificationConfig config, String group) {
        Map<String, Object> settings = with("auto.offset.reset", "earliest");
        settings.put("group.id", group);
        return VerifyingConsumer.create(settings, new ByteArrayDeserializer(), new StringDeserializer(), config);
    }

    private static Map<String, Object> with(String key, String value) {
        Map<String, Object> settings = new HashMap<>(shared.settings());
        settings.put(key, value);
        return settings;
    }

    private static List<String> read(VerifyingConsumer<byte[], String> consumer, int count) {
        return records(consumer, count).stream().map(ConsumerRecord::value).toList();
    }

    private static List<ConsumerRecord<byte[], String>> records(VerifyingConsumer<byte[], String> consumer, int count) {
        List<ConsumerRecord<byte[], String>> records = new ArrayList<>();
        until(consumer, records, () -> records.size() >= count);
        return records;
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(VerifyingConsumer<byte[], String> consumer, Condition condition) {
        until(consumer, new ArrayList<>(), condition);
    }

    private static void until(
            VerifyingConsumer<byte[], String> consumer,
            List<ConsumerRecord<byte[], String>> into,
            Condition condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            consumer.poll(Duration.ofMillis(200)).forEach(into::add);
        }
    }

    private static final class Heard implements VerdictListener {
        final List<Finding> findings = new ArrayList<>();
        final List<Finding> gone = new ArrayList<>();
        final Map<Level, Long> reached = new HashMap<>();

        long reached(Level level) {
            return reached.getOrDefault(level, -1L);
        }

        @Override
        public void reached(TopicPartition partition, long lastOffset, Level level) {
            reached.merge(level, lastOffset, Math::max);
        }

        @Override
        public void gone(TopicPartition partition, Finding finding) {
            gone.add(finding);
        }

        @Override
        public void refused(TopicPartition partition, Finding finding) {
            findings.add(finding);
        }
    }
}
