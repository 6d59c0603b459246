package io.tombolo.anchoring.config;

/**
 * How often one ledger is given new heads.
 *
 * @param intervalMs time between transactions while the budget lasts, in ms
 * @param transactionsPerMinute what may be spent on average, registrations included; one interval's share may go at once
 */
public record LedgerPace(long intervalMs, int transactionsPerMinute) {
    static void check(String key, long intervalMs, int transactionsPerMinute) {
        Range.check(key + ".intervalMs", intervalMs, 200, 86_400_000);
        Range.check(key + ".transactionsPerMinute", transactionsPerMinute, 1, 100_000);
    }
}
