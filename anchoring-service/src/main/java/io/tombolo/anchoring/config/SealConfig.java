package io.tombolo.anchoring.config;

/** When a batch is sealed: after {@code leaves}, or when its first leaf is {@code ageMs} old. */
public record SealConfig(int leaves, long ageMs) {
    public SealConfig {
        Range.check("seal.leaves", leaves, 1, 100_000_000);
        Range.check("seal.ageMs", ageMs, 10, 86_400_000);
    }
}
