package io.tombolo.cli.bench;

import io.tombolo.merkle.Hash;
import java.io.PrintWriter;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How much two threads hash in the time in which one does. Two processors may be siblings of one core, or share a host's: nothing
 * "on a second core" gains more than this.
 *
 * @param gain near 2 with a core for each thread, near 1 where both share one
 */
record SecondCore(double gain) {
    private static final int ROUNDS = 3;
    private static final Duration TURN = Duration.ofMillis(150);
    /** About what is hashed for one record. */
    private static final int BLOCK = 200;

    private static final int BLOCKS_BETWEEN_LOOKS = 64;

    /** Takes a second; to be called while nothing else runs. */
    static SecondCore measure() throws InterruptedException {
        return measure(TURN);
    }

    static SecondCore measure(Duration turn) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            hashed(threads, 2, turn); // Until it is compiled.
            List<Double> gains = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double one = hashed(threads, 1, turn);
                gains.add(hashed(threads, 2, turn) / one);
            }
            return new SecondCore(gains.stream().sorted().toList().get(ROUNDS / 2));
        } finally {
            threads.shutdownNow();
        }
    }

    /** The facts about a machine, and this one. */
    Map<String, String> with(Map<String, String> machine) {
        Map<String, String> all = new TreeMap<>(machine);
        all.put("two_threads_hash", String.format(Locale.ROOT, "%.2f", gain));
        return all;
    }

    void print(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "  Two threads hash %.2f times what one does: 2 with a core for each, 1 where they share one.%n",
                gain);
    }

    /** Blocks a nanosecond, of so many threads together. */
    private static double hashed(ExecutorService threads, int count, Duration turn) throws InterruptedException {
        Callable<Double> one = () -> blocksPerNano(turn);
        double sum = 0;
        for (Future<Double> thread : threads.invokeAll(Collections.nCopies(count, one))) {
            try {
                sum += thread.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return sum;
    }

    private static double blocksPerNano(Duration turn) {
        MessageDigest digest = Hash.sha256();
        byte[] block = new byte[BLOCK];
        long start = System.nanoTime();
        long blocks = 0;
        while (System.nanoTime() - start < turn.toNanos()) {
            for (int i = 0; i < BLOCKS_BETWEEN_LOOKS; i++) {
                block[i] = digest.digest(block)[0]; // So that no block is the last one again.
            }
            blocks += BLOCKS_BETWEEN_LOOKS;
        }
        return (double) blocks / (System.nanoTime() - start);
    }
}
