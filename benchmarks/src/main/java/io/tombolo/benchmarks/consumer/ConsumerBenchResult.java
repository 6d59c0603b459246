package io.tombolo.benchmarks.consumer;

import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param valueBytes average length of a value
 * @param ratios rates by that of the consumer without verification that does the same otherwise
 * @param machine processors, memory, Java and Kafka versions
 */
public record ConsumerBenchResult(
        long records,
        int partitions,
        int valueBytes,
        int rounds,
        List<CaseResult> cases,
        List<Ratio> ratios,
        Map<String, String> machine) {
    public ConsumerBenchResult {
        cases = List.copyOf(cases);
        ratios = List.copyOf(ratios);
        machine = Map.copyOf(machine);
    }

    /**
     * One case's medians.
     *
     * @param cpuSecondsPerMillion this process's CPU time, all threads; the broker's is not in it
     * @param pollingCpuSecondsPerMillion what of that the polling thread took: with a core to spare for the others, its inverse is the
     *     rate that can be had
     */
    public record CaseResult(
            String name, double recordsPerSecond, double cpuSecondsPerMillion, double pollingCpuSecondsPerMillion) {}

    /**
     * Two medians' quotient.
     *
     * @param floor what it must reach
     */
    public record Ratio(String name, double value, double floor) {}
}
