package io.tombolo.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** CPU seconds that the threads of one process have used, by what a Connect worker and Debezium call them; Linux only. */
final class ConnectorCpu {
    /** In clock ticks; Linux tells user space 100 a second whatever the kernel's own clock. */
    private static final double TICKS = 100;

    private static final String TASK = "task-thread-";
    private static final String DEBEZIUM = "debezium-";

    private final long pid;
    private final Map<Long, Double> before;

    private record Used(String name, double seconds) {}

    /** @param whole all threads of the process, the broker's and the anchoring service's too */
    record Spent(double task, double debezium, double whole) {
        Spent perMillion(long rows) {
            double millions = rows / 1e6;
            return new Spent(task / millions, debezium / millions, whole / millions);
        }

        @Override
        public String toString() {
            return "CPU s a million rows: %.1f task thread (transform, converter, producer), %.1f Debezium, %.1f process"
                    .formatted(task, debezium, whole);
        }
    }

    private ConnectorCpu(long pid) {
        this.pid = pid;
        this.before = new HashMap<>();
        threads().forEach((id, used) -> before.put(id, used.seconds()));
    }

    static ConnectorCpu startingNow(long pid) {
        return new ConnectorCpu(pid);
    }

    Spent untilNow() {
        double task = 0;
        double debezium = 0;
        double whole = 0;
        for (Map.Entry<Long, Used> thread : threads().entrySet()) {
            double used = thread.getValue().seconds() - before.getOrDefault(thread.getKey(), 0.0);
            whole += used;
            task += thread.getValue().name().startsWith(TASK) ? used : 0;
            debezium += thread.getValue().name().startsWith(DEBEZIUM) ? used : 0;
        }
        return new Spent(task, debezium, whole);
    }

    private Map<Long, Used> threads() {
        Map<Long, Used> threads = new HashMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks) {
                try {
                    String stat = Files.readString(task.resolve("stat"));
                    // Behind the name, which is in brackets and may hold anything: state is field 3, utime and stime 14
                    // and 15.
                    int end = stat.lastIndexOf(')');
                    List<String> fields = List.of(stat.substring(end + 2).split(" "));
                    threads.put(
                            Long.parseLong(String.valueOf(task.getFileName())),
                            new Used(
                                    stat.substring(stat.indexOf('(') + 1, end),
                                    (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS));
                } catch (NoSuchFileException e) {
                    continue; // it has ended meanwhile
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return threads;
    }
}
