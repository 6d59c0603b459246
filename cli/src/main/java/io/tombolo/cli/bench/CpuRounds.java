package io.tombolo.cli.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What some cases take of this thread's CPU, in turns, in one run: microseconds a record, by case and round. */
final class CpuRounds {
    private final Map<String, double[]> micros = new LinkedHashMap<>();
    private final int rounds;

    /** @param cases each for {@code records} records; they take turns, as often before as they are measured */
    CpuRounds(Map<String, Runnable> cases, int records, int rounds) {
        this.rounds = rounds;
        cases.keySet().forEach(name -> micros.put(name, new double[rounds]));
        for (int round = -rounds; round < rounds; round++) {
            for (Map.Entry<String, Runnable> one : cases.entrySet()) {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                one.getValue().run();
                double nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                if (round >= 0) {
                    of(one.getKey())[round] = nanos / 1e3 / records;
                }
            }
        }
    }

    private double[] of(String name) {
        double[] known = micros.get(name);
        if (known == null) {
            throw new IllegalArgumentException("case " + name + ": there is " + micros.keySet());
        }
        return known;
    }

    /** The median of each case. */
    Map<String, Double> medians() {
        Map<String, Double> medians = new LinkedHashMap<>();
        micros.forEach((name, values) -> medians.put(name, median(values)));
        return medians;
    }

    /** The median of what one takes more than another in the same round. */
    double difference(String one, String other) {
        double[] values = new double[rounds];
        Arrays.setAll(values, round -> of(one)[round] - of(other)[round]);
        return median(values);
    }

    /** The median of what one takes divided by what another takes in the same round. */
    double ratio(String one, String other) {
        double[] values = new double[rounds];
        Arrays.setAll(values, round -> of(one)[round] / of(other)[round]);
        return median(values);
    }

    /** Where it was measured. */
    static Map<String, String> machine() {
        return Map.of(
                "processors", Integer.toString(Runtime.getRuntime().availableProcessors()),
                "java", System.getProperty("java.vm.version", "?"),
                "os", System.getProperty("os.name", "?") + " " + System.getProperty("os.arch", "?"));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
