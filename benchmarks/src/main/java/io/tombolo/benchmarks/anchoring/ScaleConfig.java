package io.tombolo.benchmarks.anchoring;

import java.nio.file.Path;
import java.util.List;

/**
 * How many partitions to try.
 *
 * @param bootstrapServers a broker in another process; it needs about 100 kB and four open files for each partition
 * @param dir folder for the service's own files
 * @param partitions sizes to try, one after the other
 * @param records written into each partition before anything is measured
 * @param javaOptions of the process under test
 */
public record ScaleConfig(
        String bootstrapServers, Path dir, List<Integer> partitions, int records, List<String> javaOptions) {
    /** What {@code ./tombolo anchoring} runs with: everything below 1 GiB. */
    public static final List<String> SHIPPED = List.of(
            "-XX:+UseSerialGC",
            "-Xms128m",
            "-Xmx640m",
            "-XX:MaxMetaspaceSize=128m",
            "-XX:MaxDirectMemorySize=96m",
            "-XX:ReservedCodeCacheSize=64m",
            "-Xss512k");

    public ScaleConfig {
        partitions = List.copyOf(partitions);
        javaOptions = List.copyOf(javaOptions);
        for (int size : partitions) {
            if (size < 1 || size > 100_000) {
                throw new IllegalArgumentException("partitions: " + size + ", limit 1 to 100000");
            }
        }
        if (records < 1) {
            throw new IllegalArgumentException("records: " + records + ", at least 1");
        }
    }
}
