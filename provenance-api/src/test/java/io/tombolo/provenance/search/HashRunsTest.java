package io.tombolo.provenance.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runs beside a map in memory that has the same. */
class HashRunsTest {
    @TempDir
    Path folder;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Random random = new Random(7);
    private final Map<Long, List<Long>> expected = new HashMap<>();
    private long next;

    @Test
    void everyHashIsFoundAtAllItsPlacesTheGreatestFirst() throws IOException {
        HashRuns runs = open();
        // Few hashes often and most of them once; several merges.
        grow(runs, 700_000);

        holds(runs);
        assertThat(files()).as("runs, merged eight by eight").hasSizeLessThan(16);
        runs.flush();
        runs.close();
        HashRuns again = open();
        assertThat(again.next()).isEqualTo(next);
        assertThat(again.lines()).isEqualTo(700_000);
        holds(again);
        again.close();
    }

    @Test
    void whatWasInTheBufferIsReadAgainAfterAKill() {
        HashRuns runs = open();
        grow(runs, HashRuns.BUFFER + 10);
        // Killed: nothing is flushed.
        runs.close();

        HashRuns again = open();

        assertThat(again.next()).isEqualTo(HashRuns.BUFFER);
        assertThat(again.lines()).isEqualTo(HashRuns.BUFFER);
        again.close();
    }

    @Test
    void aMergeThatWasKilledBetweenItsStepsLosesNothing() throws IOException {
        HashRuns runs = open();
        grow(runs, 5_000);
        runs.flush();
        Path first = files().get(0);
        byte[] lines = Files.readAllBytes(first);
        grow(runs, 5_000);
        runs.flush();
        runs.close();
        // As if both had been merged into one, and not been deleted yet.
        List<Path> two = files();
        byte[] all = new byte[10_000 * Run.LINE];
        ByteBuffer merged = ByteBuffer.wrap(all);
        List<byte[]> sorted = new ArrayList<>();
        for (Path file : two) {
            byte[] part = Files.readAllBytes(file);
            for (int i = 0; i < part.length; i += Run.LINE) {
                sorted.add(Arrays.copyOfRange(part, i, i + Run.LINE));
            }
        }
        sorted.sort(Arrays::compareUnsigned);
        sorted.forEach(merged::put);
        Files.write(folder.resolve("leaves-0-10000"), all);
        Files.write(folder.resolve("next"), lines);

        HashRuns again = open();

        assertThat(again.lines()).isEqualTo(10_000);
        holds(again);
        assertThat(files()).hasSize(1);
        again.close();
    }

    @Test
    void aMergeIsGivenUpWhenTheReadSideStopsAndDoneLater() throws IOException {
        HashRuns runs = open();
        stopped.set(true);
        for (int i = 0; i < 8; i++) {
            grow(runs, 100);
            runs.flush();
        }
        assertThat(files()).hasSize(8);
        holds(runs);

        stopped.set(false);
        grow(runs, 1);
        runs.flush();

        assertThat(files()).hasSizeLessThan(8);
        holds(runs);
        runs.close();
    }

    @Test
    void allOfItIsReadAgainWhenAFileInTheMiddleIsGone() throws IOException {
        HashRuns runs = open();
        for (int i = 0; i < 3; i++) {
            grow(runs, 100);
            runs.flush();
        }
        runs.close();
        Files.delete(folder.resolve("leaves-100-200"));

        HashRuns again = open();

        assertThat(again.next()).isZero();
        assertThat(files()).isEmpty();
        again.close();
    }

    @Test
    void whatTheSourceHasLostIsForgottenByWholeRuns() throws IOException {
        HashRuns runs = open();
        for (int i = 0; i < 3; i++) {
            grow(runs, 100);
            runs.flush();
        }

        runs.forgetBefore(250);

        assertThat(files()).extracting(file -> file.getFileName().toString()).containsExactly("leaves-200-300");
        assertThat(runs.next()).isEqualTo(300);
        runs.close();
        HashRuns again = open();
        assertThat(again.next()).isEqualTo(300);
        again.close();
    }

    private HashRuns open() {
        return HashRuns.open(folder, "leaves", stopped::get);
    }

    private void grow(HashRuns runs, int count) {
        for (int i = 0; i < count; i++) {
            long hash = random.nextInt(10) == 0 ? random.nextInt(20) : random.nextLong() >>> 16;
            runs.room(1);
            runs.add(bytes(hash), next);
            runs.covered(next + 1);
            expected.computeIfAbsent(hash, any -> new ArrayList<>()).add(next);
            next++;
        }
    }

    private void holds(HashRuns runs) {
        List<Long> hashes = new ArrayList<>(expected.keySet());
        Collections.shuffle(hashes, random);
        for (long hash : hashes.subList(0, Math.min(3_000, hashes.size()))) {
            List<Long> places = new ArrayList<>(expected.getOrDefault(hash, List.of()));
            Collections.reverse(places);
            assertThat(runs.find(bytes(hash), Long.MAX_VALUE, 1_000_000)).isEqualTo(places);
        }
        for (long hash = 0; hash < 20; hash++) {
            List<Long> places = new ArrayList<>(expected.getOrDefault(hash, List.of()));
            Collections.reverse(places);
            if (places.size() > 10) {
                assertThat(runs.find(bytes(hash), places.get(3), 5)).isEqualTo(places.subList(4, 9));
            }
        }
        assertThat(runs.find(bytes(0xffff_ffff_ffffL), Long.MAX_VALUE, 5)).isEmpty();
    }

    private static byte[] bytes(long hash) {
        return ByteBuffer.allocate(8).putLong(hash << 16).array();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("leaves-"))
                    .sorted()
                    .toList();
        }
    }
}
