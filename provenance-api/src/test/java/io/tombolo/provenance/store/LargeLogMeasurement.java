package io.tombolo.provenance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a log of many entries costs: docs/object-storage.md says how it is run. {@code -Dtombolo.leaves} is how many,
 * {@code -Dtombolo.objects=true} puts them into a folder of objects too and frees what is old.
 */
class LargeLogMeasurement {
    private static final Clock LONG_AFTER = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Origin ORIGIN = Origin.parse("acme.example/large/0").orElseThrow();
    private static final int HEAD_EVERY = 100_096;

    @TempDir
    private Path dir;

    private final CompactRange range = CompactRange.empty();
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void measure() throws Exception {
        long leaves = Long.getLong("tombolo.leaves", 100_000);
        boolean objects = Boolean.getBoolean("tombolo.objects");
        long cpu = cpuMicros();
        try (LogStore store = open(objects)) {
            fill(store, leaves);
            report("entries", leaves);
            report("CPU µs an entry, making the test data included", (cpuMicros() - cpu) / (double) leaves);
            report("bytes an entry in the folder", bytes("data") / (double) leaves);
            if (objects) {
                archive(store, leaves);
            }
        }
        long begun = System.nanoTime();
        long opening = cpuMicros();
        try (LogStore store = open(objects)) {
            report("ms to open", (System.nanoTime() - begun) / 1e6);
            report("CPU ms to open", (cpuMicros() - opening) / 1e3);
            prove(store, leaves);
            System.gc();
            report(
                    "MB of heap",
                    (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1e6);
            report("files open in the log's folder", files("data"));
        }
    }

    private void archive(LogStore store, long leaves) throws Exception {
        StoredLog log = store.log(ORIGIN).orElseThrow();
        await().atMost(Duration.ofHours(6)).until(() -> log.uploaded() == leaves / 256 * 256);
        assertThat(store.housekeeping()).isTrue();
        store.commit(Map.of());
        report("objects", store.objects().stored());
        report("bytes an entry in the store", bytes("objects") / (double) leaves);
        report("entries that left the folder", log.freed());
        report("bytes an entry left in the folder", bytes("data") / (double) leaves);
    }

    private void prove(LogStore store, long leaves) {
        StoredLog log = store.log(ORIGIN).orElseThrow();
        TreeHasher hasher = TreeHasher.sha256();
        TreeHead head = new TreeHead(leaves, log.view().checkpoint().root());
        int proofs = 1_000;
        long begun = cpuMicros();
        long reads = store.objects().read();
        for (int i = 0; i < proofs; i++) {
            long index = random.nextLong(leaves);
            byte[] entry = log.entry(index);
            assertThat(log.find(Entry.decode(entry).offset())).isEqualTo(new StoredLog.Place.Sealed(index));
            assertThat(log.inclusionProof(index, leaves)
                            .verify(hasher.leaf(entry), head)
                            .holds())
                    .isTrue();
        }
        report("CPU µs to find, prove and verify a random leaf", (cpuMicros() - begun) / (double) proofs);
        report("objects read for it", (store.objects().read() - reads) / (double) proofs);
    }

    private LogStore open(boolean objects) {
        LogStore.Objects settings =
                objects ? new LogStore.Objects(dir.resolve("objects").toString(), 30, 1 << 16) : LogStore.Objects.NONE;
        return LogStore.open(dir.resolve("data"), "cluster", LONG_AFTER, settings);
    }

    private void fill(LogStore store, long leaves) {
        byte[] commitment = new byte[Hash.LENGTH];
        for (long first = 0; first < leaves; first += 256) {
            long end = Math.min(leaves, first + 256);
            ByteArrayOutputStream bundle = new ByteArrayOutputStream(256 * EntryFile.FRAMED);
            for (long index = first; index < end; index++) {
                random.nextBytes(commitment);
                byte[] entry = new Entry((byte) 0, index * 2, 1_700_000_000_000L + index, Hash.of(commitment)).encode();
                range.append(entry);
                bundle.write(0);
                bundle.write(EntryFile.ENTRY);
                bundle.writeBytes(entry);
            }
            store.applyBundle(ORIGIN, first / 256, bundle.toByteArray());
            if (end % HEAD_EVERY == 0 || end == leaves) {
                seal(store, end);
            }
        }
    }

    private void seal(LogStore store, long size) {
        HeldCheckpoint head =
                new HeldCheckpoint(size, range.root(), 0, 0, size * 2, "large", 1_700_000_000_000L + size, "a note");
        assertThat(store.applyCheckpoint(ORIGIN, head)).isEqualTo(StoredLog.Applied.DONE);
        HeldAnchor anchor = new HeldAnchor(
                size, head.root(), "ledger", "tx" + size, 1L, head.sealedAt(), head.note(), Bytes.of(new byte[] {1}));
        assertThat(store.applyAnchor(ORIGIN, anchor)).isEqualTo(StoredLog.Applied.DONE);
        store.commit(Map.of());
    }

    private static long cpuMicros() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1_000;
    }

    private long bytes(String folder) throws Exception {
        try (Stream<Path> all = Files.walk(dir.resolve(folder))) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private long files(String folder) throws Exception {
        try (Stream<Path> all = Files.walk(dir.resolve(folder).resolve("logs"))) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private static void report(String what, Number value) {
        System.out.printf(Locale.ROOT, "%-60s %,.2f%n", what, value.doubleValue());
    }
}
