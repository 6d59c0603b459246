package io.tombolo.benchmarks.anchoring;

import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param eventsPerSecond median of the anchoring runs
 * @param ratioToNoopStreams our rate by that of a Streams topology that only counts
 * @param ratioToBareConsumer our rate by that of a consumer that only counts bytes
 * @param cases each case with its medians
 * @param machine processors, memory, Java and Kafka versions
 */
public record BenchResult(
        long records,
        int rounds,
        double eventsPerSecond,
        double ratioToNoopStreams,
        double ratioToBareConsumer,
        List<CaseResult> cases,
        Map<String, String> machine) {
    public BenchResult {
        cases = List.copyOf(cases);
        machine = Map.copyOf(machine);
    }

    /**
     * One case's medians.
     *
     * @param cpuSecondsPerMillion this process's CPU time, all threads; the broker's is not in it
     */
    public record CaseResult(String name, double eventsPerSecond, double cpuSecondsPerMillion) {}
}
