package io.tombolo.connectors.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.kafka.FilesThatHold;
import io.tombolo.protect.DataKey;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that were erased stay so, also when others write at the same moment or are killed. */
class ErasedKeysIT {

    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");

    /** Its own: an erasure in one group of a dataset counts in all. */
    private static final DatasetId WRITTEN = DatasetId.parse("hospital.example/written");

    private static final Set<String> PATIENT = Set.of("patient");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    static Path dir;

    private static EmbeddedKafka kafka;
    private static Path keyset;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(
                dir.resolve("kafka"), "127.0.0.1", 0, Map.of("log.cleaner.backoff.ms", "200")));
        keyset = dir.resolve("keyset.json");
        KeyEncryption.create(keyset);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aWriterThatHadTheKeyLosesItAndTheDiskDoes() {
        try (KeyTopic writers = topic();
                DataKeys writer = new DataKeys(writers)) {
            DataKey before = writer.of(WRITTEN, "clinical", patient(4711)).orElseThrow();
            DataKey other = writer.of(WRITTEN, "clinical", patient(4712)).orElseThrow();
            byte[] kept = record(WRITTEN, "clinical");
            assertThat(onDisk(kept)).isNotEmpty();

            KeyTopic.Erased erased = topic().erase(WRITTEN, "clinical", List.of(patient(4711)));

            assertThat(erased).isEqualTo(new KeyTopic.Erased(List.of(before.id()), 1));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(writer.of(WRITTEN, "clinical", patient(4711)))
                            .isEmpty());
            assertThat(writer.of(WRITTEN, "clinical", patient(4712))
                            .orElseThrow()
                            .toBytes())
                    .isEqualTo(other.toBytes());
            topic().forget();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(onDisk(kept)).isEmpty());
            assertThat(topic().erase(WRITTEN, "clinical", List.of(patient(4711))))
                    .isEqualTo(new KeyTopic.Erased(List.of(before.id()), 0));
        }
    }

    @Test
    void erasuresNewWritersAndANewWrappingAtTheSameMomentLoseNothing() throws Exception {
        GroupKeys before = topic().keys(DATASET, "together", PATIENT);
        CountDownLatch together = new CountDownLatch(1);
        List<Callable<Object>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int patient = i;
            writers.add(() -> topic().erase(DATASET, "together", List.of(patient(patient), patient(99))));
        }
        writers.add(() -> topic().keys(DATASET, "together", Set.of("person")));
        writers.add(() -> topic().rewrap());
        ExecutorService pool = Executors.newFixedThreadPool(writers.size());
        List<Future<Object>> done = new ArrayList<>();
        writers.forEach(one -> done.add(pool.submit(() -> {
            together.await();
            return one.call();
        })));

        together.countDown();
        for (Future<Object> one : done) {
            one.get();
        }
        pool.shutdown();

        GroupKeys after = topic().keys(DATASET, "together");
        assertThat(after.columns()).containsExactlyInAnyOrder(PATIENT, Set.of("person"));
        for (int patient = 0; patient < 10; patient++) {
            assertThat(after.key(after.idOf(patient(patient))).isEmpty()).isEqualTo(patient < 4);
            assertThat(after.idOf(patient(patient))).isEqualTo(before.idOf(patient(patient)));
        }
        assertThat(after.key(after.idOf(patient(99)))).isEmpty();
    }

    @Test
    void aKilledWriterNeitherUndoesAnErasureNorStopsOne() {
        topic().keys(DATASET, "killed", PATIENT);
        byte[] whole = record(DATASET, "killed");
        // Has read the keys as they were, and is stopped before its commit: as a claim, a rewrite, and an erasure are
        // when they are killed.
        KafkaProducer<String, byte[]> killed = new KeyRecords(settings())
                .producer(Map.of("transactional.id", Topics.KEYS_TRANSACTIONS + DATASET.topic() + "-killed"));
        killed.initTransactions();
        killed.beginTransaction();
        Future<?> unused = killed.send(new ProducerRecord<>(Topics.KEYS, 0, DATASET + " killed", whole));
        killed.flush();

        topic().erase(DATASET, "killed", List.of(patient(4711)));

        assertThatThrownBy(killed::commitTransaction).isInstanceOf(RuntimeException.class);
        killed.close(Duration.ZERO);
        GroupKeys after = topic().keys(DATASET, "killed");
        assertThat(after.key(after.idOf(patient(4711)))).isEmpty();
        assertThat(after.key(after.idOf(patient(4712)))).isPresent();
        assertThat(topic().erase(DATASET, "killed", List.of(patient(4711))).now())
                .isZero();
        topic().forget();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(onDisk(whole)).isEmpty());
    }

    @Test
    void anErasureHoldsForAGroupThatTheDatasetGetsLater() {
        DatasetId dataset = DatasetId.parse("hospital.example/later");
        topic().keys(dataset, "first", PATIENT);
        topic().erase(dataset, "first", List.of(patient(4711)));

        try (DataKeys writer = new DataKeys(topic())) {
            assertThat(writer.of(dataset, "second", patient(4711))).isEmpty();
            assertThat(writer.of(dataset, "second", patient(4712))).isPresent();
            // Another subject: other columns name it.
            assertThat(writer.of(dataset, "second", new Subject(Map.of("person", "4711"))))
                    .isPresent();
            topic().erase(dataset, "second", List.of(patient(4712)));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(writer.of(dataset, "first", patient(4712)))
                            .isEmpty());
        }
    }

    @Test
    void aNewKeyEncryptionKeyWrapsAllAgainAndTheOldOneOpensNothingMore() throws IOException {
        Path own = dir.resolve("own.json");
        KeyEncryption.create(own);
        DatasetId dataset = DatasetId.parse("hospital.example/rewrapped");
        KeyTopic topic = new KeyTopic(settings(), KeyEncryption.of(own + "," + keyset));
        DataKey kept = key(topic.keys(dataset, "a", PATIENT), 4712);
        topic.keys(dataset, "b", PATIENT);
        topic.erase(dataset, "a", List.of(patient(4711)));
        Path copy = Files.copy(own, dir.resolve("copy.json"));
        Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(own));

        KeyEncryption.addKey(own);
        KeyTopic.Rewrapped first = topic.rewrap();
        KeyTopic.Rewrapped second = topic.rewrap();
        KeyEncryption.removeOldKeys(own);

        assertThat(first.groups()).isGreaterThanOrEqualTo(2);
        assertThat(second).isEqualTo(new KeyTopic.Rewrapped(0, first.groups() + first.before()));
        KeyTopic after = new KeyTopic(settings(), KeyEncryption.of(own.toString()));
        assertThat(key(after.keys(dataset, "a"), 4712).toBytes()).isEqualTo(kept.toBytes());
        assertThat(after.erase(dataset, "a", List.of(patient(4711))).now()).isZero();
        assertThatThrownBy(() -> new KeyTopic(settings(), KeyEncryption.of(copy.toString())).all(dataset))
                .hasMessage(
                        "keys of hospital.example/rewrapped, group a: this key encryption key does not unwrap them");
        // For the other tests, by their keyset.
        new KeyTopic(settings(), KeyEncryption.of(keyset + "," + own)).rewrap();
    }

    @Test
    void aBranchThatWouldNotFitARecordIsRefusedByName() {
        GroupKeys keys = topic().keys(DATASET, "many", PATIENT);
        List<Subject> inOneBranch = Stream.iterate(0, i -> i + 1)
                .map(ErasedKeysIT::patient)
                .filter(one -> keys.idOf(one).toString().startsWith("abc"))
                .limit(200)
                .toList();

        KeyTopic.Erased some = topic().erase(DATASET, "many", inOneBranch.subList(0, 150));

        assertThat(some.now()).isEqualTo(150);
        assertThatThrownBy(() -> topic().erase(DATASET, "many", inOneBranch))
                .isInstanceOf(KeyException.class)
                .hasMessageMatching("topic tombolo.keys, key hospital.example/visits many abc: [0-9]+ bytes, limit"
                        + " 1000000: too many keys of this part of the tree were erased");
        GroupKeys left = topic().keys(DATASET, "many");
        assertThat(left.key(left.idOf(inOneBranch.get(149)))).isEmpty();
        assertThat(left.key(left.idOf(inOneBranch.get(150)))).isPresent();
    }

    private static DataKey key(GroupKeys keys, int patient) {
        return keys.key(keys.idOf(patient(patient))).orElseThrow();
    }

    private static Subject patient(int number) {
        return new Subject(Map.of("patient", Integer.toString(number)));
    }

    private static Map<String, Object> settings() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private static KeyTopic topic() {
        return new KeyTopic(settings(), KeyEncryption.of(keyset.toString()));
    }

    /** What is kept of a group, as it is on the disk. */
    private static byte[] record(DatasetId dataset, String group) {
        KeyRecords records = new KeyRecords(settings());
        return records.with(admin -> records.read(KeyRecords.end(admin)).get(dataset + " " + group));
    }

    private static List<Path> onDisk(byte[] bytes) {
        try {
            return FilesThatHold.the(bytes, dir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
