package io.tombolo.anchoring.config;

/** How long the broker or a ledger may be away before the service calls itself not ready, in ms. */
public record ReadyConfig(long kafkaAwayMs, long ledgerAwayMs) {
    public ReadyConfig {
        Range.check("ready.kafkaAwayMs", kafkaAwayMs, 2_000, 86_400_000);
        Range.check("ready.ledgerAwayMs", ledgerAwayMs, 1_000, 31_557_600_000L);
    }
}
