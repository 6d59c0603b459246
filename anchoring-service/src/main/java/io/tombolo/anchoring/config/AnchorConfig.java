package io.tombolo.anchoring.config;

/** How often, and how many heads at once, go to the ledger; times in ms. */
public record AnchorConfig(boolean enabled, long intervalMs, int heads, long backoffMs) {
    public AnchorConfig {
        Range.check("anchor.intervalMs", intervalMs, 200, 86_400_000);
        Range.check("anchor.heads", heads, 1, 100_000);
        Range.check("anchor.backoffMs", backoffMs, 200, 3_600_000);
    }
}
