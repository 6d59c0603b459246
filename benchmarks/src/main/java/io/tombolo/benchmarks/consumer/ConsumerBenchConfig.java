package io.tombolo.benchmarks.consumer;

/**
 * What to measure.
 *
 * @param bootstrapServers a broker in another process, with nothing else to do
 * @param records records in the topic, all partitions together
 * @param rounds how often each case is measured, after one round to warm up; the cases take turns and medians are reported
 */
public record ConsumerBenchConfig(String bootstrapServers, long records, int rounds) {
    public ConsumerBenchConfig {
        if (records < 1_000 || rounds < 1) {
            throw new IllegalArgumentException(
                    "benchmark: " + records + " records (at least 1000), " + rounds + " rounds (at least 1)");
        }
    }
}
