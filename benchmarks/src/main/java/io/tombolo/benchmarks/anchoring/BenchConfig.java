package io.tombolo.benchmarks.anchoring;

import java.nio.file.Path;

/**
 * What to measure.
 *
 * @param bootstrapServers a broker in another process, with nothing else to do
 * @param dir folder for Streams' own files
 * @param records records in the topic, which is filled when it holds fewer
 * @param keyBytes length of a key, frame included
 * @param valueBytes length of a value, frame included
 * @param rounds how often each case runs; the cases take turns and medians are reported
 */
public record BenchConfig(String bootstrapServers, Path dir, long records, int keyBytes, int valueBytes, int rounds) {
    public BenchConfig {
        if (records < 1_000 || keyBytes < 6 || valueBytes < 6 || rounds < 1) {
            throw new IllegalArgumentException("benchmark: " + records + " records (at least 1000) of " + keyBytes
                    + " and " + valueBytes + " bytes (at least 6), " + rounds + " rounds (at least 1)");
        }
    }

    /** 10 M records of 200 B with keys of 20 B, three rounds. */
    public static BenchConfig standard(String bootstrapServers, Path dir) {
        return new BenchConfig(bootstrapServers, dir, 10_000_000, 20, 200, 3);
    }
}
