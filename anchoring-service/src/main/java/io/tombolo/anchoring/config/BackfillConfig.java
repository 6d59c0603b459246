package io.tombolo.anchoring.config;

/**
 * How fast old records are taken in.
 *
 * @param recordsPerSecond at most so many by this process; 0: as fast as it can
 * @param olderThanMs a record counts as old when its timestamp lies so far back, in ms
 */
public record BackfillConfig(int recordsPerSecond, long olderThanMs) {
    public BackfillConfig {
        Range.check("backfill.recordsPerSecond", recordsPerSecond, 0, 100_000_000);
        Range.check("backfill.olderThanMs", olderThanMs, 0, 3_155_760_000_000L);
    }
}
