package io.tombolo.benchmarks.anchoring;

import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param javaOptions of the processes under test
 */
public record ScaleResult(List<Size> sizes, List<String> javaOptions, Map<String, String> machine) {
    public ScaleResult {
        sizes = List.copyOf(sizes);
        javaOptions = List.copyOf(javaOptions);
        machine = Map.copyOf(machine);
    }

    /**
     * One number of partitions.
     *
     * @param firstStartMs from the start of the process until each partition's records are sealed; nothing was there before
     * @param heapBytes live heap of the service, once all logs are sealed and anchored
     * @param noopHeapBytes live heap of a Streams topology that does nothing, on the same partitions: Kafka's own share
     * @param bytesPerPartition what the service needs beyond that, heap and all
     * @param residentBytes the service's resident memory, at its highest; -1 where the system doesn't say
     * @param afterKillMs from the start of a new process after kill -9 until a reader of committed records sees its first new bundle
     */
    public record Size(
            int partitions,
            long firstStartMs,
            long heapBytes,
            long noopHeapBytes,
            long bytesPerPartition,
            long residentBytes,
            long afterKillMs) {}
}
