package io.tombolo.anchoring.config;

/** How records are read and their leaves written; times in ms, sizes in bytes. */
public record AppendConfig(
        int threads,
        long commitMs,
        int pollRecords,
        int bufferedRecords,
        int fetchBytes,
        int batchBytes,
        int lingerMs,
        long bufferMemoryBytes,
        int hashingThreads) {
    public AppendConfig {
        Range.check("append.threads", threads, 1, 256);
        Range.check("append.commitMs", commitMs, 10, 60_000);
        Range.check("append.pollRecords", pollRecords, 1, 1_000_000);
        Range.check("append.bufferedRecords", bufferedRecords, 1, 1_000_000);
        Range.check("append.fetchBytes", fetchBytes, 1 << 10, 1 << 30);
        Range.check("append.batchBytes", batchBytes, 1 << 10, 1 << 28);
        Range.check("append.lingerMs", lingerMs, 0, 10_000);
        Range.check("append.bufferMemoryBytes", bufferMemoryBytes, 1 << 20, 1L << 40);
        Range.check("append.hashingThreads", hashingThreads, 0, 256);
    }
}
