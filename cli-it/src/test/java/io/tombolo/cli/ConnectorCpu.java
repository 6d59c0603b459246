package io.tombolo.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU seconds that one process uses from now on, and of them those of a Connect worker's tasks, of Debezium and of the compiler, by the
 * names of their threads. Linux only.
 */
final class ConnectorCpu {
    /** In clock ticks; Linux reports 100 a second to user space whatever the kernel's own clock. */
    private static final double TICKS = 100;

    private final Path process;
    private final double processBefore;
    private final Map<String, Double> before = new HashMap<>();
    private final Map<String, Used> latest = new HashMap<>();
    private long sampled;

    private record Used(String name, double seconds) {}

    /** @param process all threads, the broker's and the anchoring service's too, and those that have ended */
    record Spent(double task, double debezium, double compiler, double process) {
        Spent perMillion(long rows) {
            double millions = rows / 1e6;
            return new Spent(task / millions, debezium / millions, compiler / millions, process / millions);
        }

        @Override
        public String toString() {
            return "CPU s a million rows: %.1f task (transform, converter, producer), %.1f Debezium, %.1f JIT, %.1f whole server"
                    .formatted(task, debezium, compiler, process);
        }
    }

    private ConnectorCpu(long pid) {
        process = Path.of("/proc", Long.toString(pid));
        processBefore = read(process).seconds();
        sample();
        latest.forEach((id, thread) -> before.put(id, thread.seconds()));
    }

    static ConnectorCpu startingNow(long pid) {
        return new ConnectorCpu(pid);
    }

    /** Looks again if the last look was a while ago: what a thread has used can't be asked when it has ended. */
    void sampleNowAndThen() {
        if (System.nanoTime() - sampled > 500_000_000) {
            sample();
        }
    }

    Spent untilNow() {
        sample();
        return new Spent(
                of("task-thread-"),
                // A snapshot's rows are read by a pool of Debezium's, a stream's by one of its threads.
                of("debezium-") + of("pool-"),
                of("C1 ") + of("C2 "),
                read(process).seconds() - processBefore);
    }

    private double of(String prefix) {
        return latest.entrySet().stream()
                .filter(thread -> thread.getValue().name().startsWith(prefix))
                .mapToDouble(thread -> thread.getValue().seconds() - before.getOrDefault(thread.getKey(), 0.0))
                .sum();
    }

    private void sample() {
        sampled = System.nanoTime();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                try {
                    latest.put(String.valueOf(thread.getFileName()), read(thread));
                } catch (UncheckedIOException ended) {
                    // Its last sample stays.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Used read(Path of) {
        try {
            String stat = Files.readString(of.resolve("stat"));
            // Behind the name, which is in brackets and may hold anything: state is field 3, utime and stime 14 and 15.
            int end = stat.lastIndexOf(')');
            List<String> fields = List.of(stat.substring(end + 2).split(" ", -1));
            return new Used(
                    stat.substring(stat.indexOf('(') + 1, end),
                    (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
