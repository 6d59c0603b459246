package io.tombolo.provenance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.objects.ObjectStore;
import io.tombolo.objects.ObjectStoreException;
import io.tombolo.provenance.SampleLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs whose full tiles are in an object store, and whose old ones are nowhere else. */
abstract class ArchivedLogsContract {
    private static final int SIZE = 70_000;
    private static final long FULL = SIZE / 256 * 256;
    private static final Clock LONG_AFTER = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path dir;

    final SampleLog sample = new SampleLog("acme.example/flights/0", 42);
    private final List<LogStore> opened = new ArrayList<>();

    /** Where this test's objects are. */
    abstract String at();

    /** From now on the object store does not do what it is asked. */
    abstract void breakStore() throws Exception;

    abstract void repairStore() throws Exception;

    @AfterEach
    void close() {
        opened.forEach(LogStore::close);
    }

    @Test
    void everyLeafIsFoundAndProvenAfterItLeftTheFolder() throws Exception {
        LogStore store = open("a", 30);
        share(store, sample, SIZE);
        StoredLog log = log(store);
        awaitUpload(store, FULL);
        byte[] bundle = log.bundle(3, 256).orElseThrow();
        byte[] tile = log.tile(0, 3, 256).orElseThrow();
        long before = bytesOf("a");

        assertThat(store.housekeeping()).isTrue();
        store.commit(Map.of("tombolo.log-0", 2L));

        assertThat(log.freed()).isBetween(60_000L, FULL);
        assertThat(bytesOf("a")).isLessThan(before / 5);
        assertThat(log.isHere(0, 3)).isFalse();
        assertThat(log.isHere(1, 0)).isTrue();
        assertAllIsThere(log, bundle, tile);

        store.close();
        LogStore again = open("a", 30);
        assertThat(log(again).freed()).isEqualTo(log.freed());
        assertAllIsThere(log(again), bundle, tile);
        assertThat(again.applyBundle(sample.origin, 3, sample.bundle(3, SIZE))).isEqualTo(StoredLog.Applied.DONE);
        bundle[100] ^= 1;
        assertThat(again.applyBundle(sample.origin, 3, bundle)).isEqualTo(StoredLog.Applied.REFUSED);
        assertThat(again.applyCheckpoint(sample.origin, sample.head(1_000, sample.rootAt(1_000))))
                .isEqualTo(StoredLog.Applied.DONE);
        sample.grow(600);
        again.applyBundle(sample.origin, SIZE / 256, sample.bundle(SIZE / 256, sample.size()));
        for (long next = SIZE / 256 + 1; next * 256 < sample.size(); next++) {
            again.applyBundle(sample.origin, next, sample.bundle(next, sample.size()));
        }
        assertThat(again.applyCheckpoint(sample.origin, sample.head())).isEqualTo(StoredLog.Applied.DONE);
    }

    private void assertAllIsThere(StoredLog log, byte[] bundle, byte[] tile) {
        TreeHasher hasher = TreeHasher.sha256();
        TreeHead head = new TreeHead(SIZE, sample.rootAt(SIZE));
        assertThat(log.bundle(3, 256).orElseThrow()).isEqualTo(bundle);
        assertThat(log.tile(0, 3, 256).orElseThrow()).isEqualTo(tile);
        assertThat(log.bundle(3, 7).orElseThrow()).isEqualTo(Arrays.copyOf(bundle, 7 * 52));
        assertThat(log.tileToSend(0, 3, 256).orElseThrow().remaining()).isEqualTo(8_192);
        for (long index = 0; index < SIZE; index += 2_997) {
            assertThat(log.entry(index)).isEqualTo(sample.entry(index));
            Hash leaf = hasher.leaf(sample.entry(index));
            assertThat(log.inclusionProof(index, SIZE).verify(leaf, head).holds())
                    .isTrue();
            assertThat(log.find(sample.offset(index))).isEqualTo(new StoredLog.Place.Sealed(index));
            if (sample.offset(index + 1) > sample.offset(index) + 1) {
                assertThat(log.find(sample.offset(index) + 1)).isEqualTo(new StoredLog.Place.NoSuchOffset());
            }
        }
        assertThat(log.find(0)).isEqualTo(new StoredLog.Place.NoSuchOffset());
        assertThat(log.find(sample.offset(SIZE - 1) + 1)).isEqualTo(new StoredLog.Place.Beyond());
        assertThat(log.root(777)).contains(sample.rootAt(777));
    }

    @Test
    void whatWasAnchoredTooLatelyOrNotAtAllStays() {
        LogStore never = open("never", -1);
        LogStore young = open("young", 36_500);
        share(never, sample, 3_000);
        share(young, sample, 0);
        awaitUpload(young, 2_816);

        assertThat(never.housekeeping()).isFalse();
        assertThat(young.housekeeping()).isFalse();

        assertThat(log(young).freed()).isZero();
    }

    @Test
    void twoReadSidesShareTheStoreAndAnotherHistoryIsAFault() {
        LogStore one = open("one", -1);
        LogStore two = open("two", -1);
        share(one, sample, 3_000);
        share(two, sample, 0);
        awaitUpload(one, 2_816);
        awaitUpload(two, 2_816);
        assertThat(one.housekeeping()).isFalse();
        assertThat(two.housekeeping()).isFalse();
        assertThat(one.objects().stored()).isEqualTo(22);
        assertThat(two.objects().stored()).isEqualTo(22);

        SampleLog other = new SampleLog("acme.example/flights/0", 43);
        LogStore forked = open("forked", -1);
        share(forked, other, 3_000);
        await().atMost(Duration.ofMinutes(5)).until(forked::housekeeping);
        forked.commit(Map.of());

        assertThat(log(forked).view().faults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(LogView.Fault.Kind.ENTRY_CHANGED);
            assertThat(fault.message())
                    .startsWith("acme.example/flights/0/tile/")
                    .endsWith(" has other bytes than this log, and was not changed: another read side was given another"
                            + " history, or the object was replaced");
        });
        assertThat(forked.objects().contradicted()).isEqualTo(1);
        assertThat(log(forked).uploaded()).isZero();
        try (ObjectStore store = ObjectStore.at(at())) {
            assertThat(store.get("acme.example/flights/0/tile/entries/000"))
                    .hasValueSatisfying(held -> assertThat(held).isEqualTo(sample.bundle(0, 3_000)));
        }
    }

    @Test
    void aStoreThatFailsIsReportedAndContinuedWithOnceItIsBack() throws Exception {
        breakStore();
        LogStore store = open("a", 30);
        share(store, sample, 3_000);
        await().atMost(Duration.ofMinutes(5))
                .until(() -> !store.objects().trouble().isEmpty());
        assertThat(store.objects().failures()).isPositive();
        assertThat(store.housekeeping()).as("nothing leaves the folder").isFalse();
        assertThat(log(store).inclusionProof(5, 3_000)).isNotNull();

        repairStore();
        awaitUpload(store, 2_816);
        await().atMost(Duration.ofMinutes(5))
                .until(() -> store.objects().trouble().isEmpty());

        share(store, sample, 256);
        awaitUpload(store, 3_072);
        store.close();
        LogStore freeing = open("a", 30);
        awaitUpload(freeing, 3_072);
        assertThat(freeing.housekeeping()).isTrue();
        freeing.commit(Map.of());
        assertThat(log(freeing).freed()).isPositive();
        breakStore();
        assertThatThrownBy(() -> log(freeing).entry(5))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageContaining("acme.example/flights/0/tile/entries/000");
        repairStore();
        await().atMost(Duration.ofMinutes(5))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(log(freeing).entry(5)).isEqualTo(sample.entry(5)));
        freeing.close();

        assertThatThrownBy(() -> LogStore.open(dir.resolve("a"), "cluster", LONG_AFTER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaves are in an object store only. Name it in objects.store, or remove");
    }

    LogStore open(String folder, int keepDays) {
        LogStore store =
                LogStore.open(dir.resolve(folder), "cluster", LONG_AFTER, new LogStore.Objects(at(), keepDays, 256));
        opened.add(store);
        return store;
    }

    static void share(LogStore store, SampleLog sample, int more) {
        sample.grow(more);
        for (long bundle = 0; bundle * 256 < sample.size(); bundle++) {
            store.applyBundle(sample.origin, bundle, sample.bundle(bundle, sample.size()));
        }
        assertThat(store.applyCheckpoint(sample.origin, sample.head())).isEqualTo(StoredLog.Applied.DONE);
        assertThat(store.applyAnchor(sample.origin, sample.anchor(sample.head())))
                .isEqualTo(StoredLog.Applied.DONE);
        store.commit(Map.of("tombolo.log-0", 1L));
    }

    void awaitUpload(LogStore store, long leaves) {
        await().atMost(Duration.ofMinutes(5)).until(() -> log(store).uploaded() == leaves);
    }

    StoredLog log(LogStore store) {
        return store.log(sample.origin).orElseThrow();
    }

    private long bytesOf(String folder) throws Exception {
        try (var files = Files.walk(dir.resolve(folder))) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}
